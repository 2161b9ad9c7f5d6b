import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { absentReason } from '../host/host.ts';

const limits = { timeoutMs: 3_000, maxBytes: 16_384 };

/** What one small program of macOS says of one switch; its words are English in every language. */
export async function askSwitch(
  { host, signal }: CollectorContext,
  program: string,
  word: string,
  parse: (text: string) => boolean | undefined,
): Promise<Fact<boolean>> {
  // spctl ends with 1 when it is switched off.
  const answer = await host.runToExit(program, [word], { ...limits, signal });
  if (!answer.ok) return err(absentReason(answer.error));
  const value = parse(answer.value.stdout);
  return value === undefined ? err('failed') : ok(value);
}

/** `fdesetup status`. */
export async function readFileVault(context: CollectorContext): Promise<Fact<boolean>> {
  return await askSwitch(context, '/usr/bin/fdesetup', 'status', parseFileVault);
}

export function parseGatekeeper(text: string): boolean | undefined {
  return onOrOff(/^assessments (enabled|disabled)/m.exec(text)?.[1], 'enabled', 'disabled');
}

/** A custom configuration is neither on nor off. */
export function parseIntegrityProtection(text: string): boolean | undefined {
  const state = /^System Integrity Protection status: (enabled|disabled)\b/m.exec(text)?.[1];
  return onOrOff(state, 'enabled', 'disabled');
}

/** While it is being encrypted or decrypted the first line already says what it will be: `On` counts then, too. */
export function parseFileVault(text: string): boolean | undefined {
  return onOrOff(/^FileVault is (On|Off)\b/m.exec(text)?.[1], 'On', 'Off');
}

function onOrOff(value: string | undefined, on: string, off: string): boolean | undefined {
  if (value === on) return true;
  return value === off ? false : undefined;
}
