import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { unsupported } from './facts.ts';

const program = '/usr/libexec/ApplicationFirewall/socketfilterfw';
const limits = { timeoutMs: 3_000, maxBytes: 16_384 };

/** The application firewall of macOS; packet filter rules (pf) are set by hand at most. */
export async function readDarwinFirewall({ host, signal }: CollectorContext): Promise<Measured<'firewall'>> {
  const answer = await host.runToExit(program, ['--getglobalstate'], { ...limits, signal });
  const isEnabled = answer.ok ? parseGlobalState(answer.value.stdout) : undefined;
  return {
    sources: answer.ok
      ? ok([{ name: 'application-firewall', ...(isEnabled === undefined ? {} : { isEnabled }) }])
      : err(absentReason(answer.error)),
    serviceStart: unsupported,
    isServiceRunning: unsupported,
  };
}

/** `Firewall is enabled. (State = 1)`: 0 off, 1 on, 2 on and blocking all that comes in. */
export function parseGlobalState(text: string): boolean | undefined {
  const state = /\(State = (\d)\)/.exec(text)?.[1];
  return state === undefined ? undefined : state !== '0';
}
