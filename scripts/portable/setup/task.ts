import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Setup } from './setup.ts';

export const taskName = 'Schooldrum';

/** Made, or gone; `unseen` when Windows does not say which. */
export type TaskState = 'there' | 'gone' | 'unseen';

/** The task that starts the agent with Windows, as SYSTEM; made anew each time, then asked for. */
export function createTask(setup: Setup): TaskState {
  const { target, data } = setup.folders;
  const xml = readFileSync(join(target, 'task.xml'), 'utf8')
    .replace('@NODE@', escapeXml(join(target, 'node.exe')))
    .replace('@AGENT@', escapeXml(join(target, 'agent.mjs')))
    .replace('@FOLDER@', escapeXml(target));
  const file = join(data, 'task.xml');
  // schtasks reads what its header says: UTF-16 with a byte order mark.
  writeFileSync(file, `\ufeff${xml}`, 'utf16le');
  setup.windows('schtasks', '/create', '/tn', taskName, '/xml', file, '/f');
  rmSync(file, { force: true });
  return lookAtTask(setup);
}

function lookAtTask(setup: Setup): TaskState {
  const { exitCode, stdout } = setup.windows('schtasks', '/query', '/tn', taskName, '/xml');
  if (exitCode !== 0) return 'gone';
  return stdout.includes('agent.mjs') ? 'there' : 'unseen';
}

export function startTask(setup: Setup): void {
  setup.windows('schtasks', '/run', '/tn', taskName);
}

/** Ends the agent too. That there is no such task is fine. */
export function endTask(setup: Setup): void {
  setup.windows('schtasks', '/end', '/tn', taskName);
}

export function deleteTask(setup: Setup): TaskState {
  setup.windows('schtasks', '/delete', '/tn', taskName, '/f');
  return lookAtTask(setup);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
