import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { OutageJson } from './outage-json.ts';
import { type PlayDeps, play } from './play.ts';
import { readPlan } from './read-plan.ts';

/** Plays the scenario in a file; one line says what is wrong with it. */
export async function playFile(path: string, deps: PlayDeps): Promise<Result<readonly OutageJson[], string>> {
  const json = await readJson(path);
  if (!json.ok) return json;
  const plan = readPlan(json.value);
  if (!plan.ok)
    return err(`${path}: ${plan.error.path === '' ? '' : `${plan.error.path}: `}${plan.error.message}`);
  return ok(await play(plan.value, deps));
}

async function readJson(path: string): Promise<Result<unknown, string>> {
  try {
    const text = await readFile(path, 'utf8');
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // The reason quotes the file: one line, whatever that holds.
    return err(`${path}: ${reason.replaceAll(/[\s\p{Cc}]+/gu, ' ')}`);
  }
}
