import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';
import type { Setup } from './setup.ts';

/** The agent's settings of this machine: a state folder or language that is given is kept there. */
export function keepSettings(setup: Setup): void {
  const { state, isEnglish } = setup.flags;
  const given = { ...(state === undefined ? {} : { state }), ...(isEnglish ? { lang: 'en' } : {}) };
  if (Object.keys(given).length === 0) return;
  writeFileSync(settingsFile(setup), stringify({ ...readSettings(setup), ...given }));
}

/** Where identity and outbox lie. */
export function stateFolder(setup: Setup): string {
  const state = setup.flags.state ?? readSettings(setup).state;
  return typeof state === 'string' ? state : join(setup.folders.data, 'Agent');
}

function settingsFile(setup: Setup): string {
  return join(setup.folders.data, 'agent.toml');
}

function readSettings(setup: Setup): Readonly<Record<string, unknown>> {
  try {
    return parse(readFileSync(settingsFile(setup), 'utf8').replace(/^\ufeff/, ''));
  } catch {
    // Not there; or damaged, which the agent tells with the line.
    return {};
  }
}
