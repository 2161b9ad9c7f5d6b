import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginBootNumber, stateFiles } from '../../agent/identity.ts';
import { openOutbox } from '../../agent/outbox.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { callAgent } from '../support/agent-call.ts';
import { openResources } from '../support/resources.ts';
import { openSmallDoor } from '../support/small-door.ts';

const log = createLog('test', 'error', { write: () => {} });

function openOutboxOf(state: string) {
  const limits = { maxBytes: 1e9, maxMemoryBytes: 1e6 };
  const outbox = openOutbox(log, { path: stateFiles(state).outbox, boot: '00000000000000aa', ...limits });
  if (!outbox.ok) throw new Error(outbox.error.code);
  return outbox.value;
}

test('removes what is this machine’s own, and says what comes next', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const state = await resources.folder();
  await callAgent(['join', '-', '--state', state], { stdin: door.token() });
  const outbox = openOutboxOf(state);
  outbox.append({ at: 1, up: 1, readings: [], outcomes: [] }, {});
  outbox.close();
  await writeFile(stateFiles(state).ticket, 'ticket');
  await writeFile(stateFiles(state).pendingJoin, '{}');
  const call = await callAgent(['prepare-image', '--state', state, '--lang', 'en']);
  expect(call).toMatchObject({
    status: 0,
    stdout: 'Removed: identity.json, pending-join.json, boot-number, tls-ticket, outbox.db\n',
  });
  expect(call.stderr).toContain('copy its disk');
  expect(call.stderr).toContain('schooldrum-agent join --file token.txt');
  expect(await readdir(state)).toEqual([]);
});

test('with a token, leaves it to its owner alone for the first start of each copy', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const state = join(await resources.folder(), 'state');
  const call = await callAgent(['prepare-image', '--file', '-', '--state', state], {
    stdin: `\ufeff${door.token()}\r\n`,
  });
  expect(call.stdout).toBe(
    'Không có gì để dọn: máy này chưa từng kết nối.\n' +
      'Mã kết nối đã được để lại: mỗi máy bản sao tự kết nối khi tác tử khởi động lần đầu.\n',
  );
  const path = stateFiles(state).joinToken;
  expect(await readFile(path, 'utf8')).toBe(`${door.token()}\n`);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(door.requests).toEqual([]);
});

test('a token that is none is refused before anything is removed', async () => {
  await using resources = openResources();
  const state = await resources.folder();
  beginBootNumber(state);
  const call = await callAgent(['prepare-image', '--file', '-', '--state', state], { stdin: 'hello' });
  expect(call.stderr).toMatch(/^SD-TOKEN-INVALID/);
  expect(await readdir(state)).toEqual(['boot-number']);
});

test('a token of an earlier image does not stay', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const state = await resources.folder();
  await callAgent(['prepare-image', '--file', '-', '--state', state], { stdin: door.token() });
  const again = await callAgent(['prepare-image', '--state', state, '--lang', 'en']);
  expect(again.stdout).toBe('Removed: join-token\n');
});

test('is refused while the agent runs', async () => {
  await using resources = openResources();
  const state = await resources.folder();
  beginBootNumber(state);
  resources.closing(openOutboxOf(state));
  const call = await callAgent(['prepare-image', '--state', state]);
  expect(call.stderr).toMatch(/^SD-AGENT-RUNNING/);
  expect(await readdir(state)).toContain('boot-number');
});

test('is refused on a frozen disk, which would bring everything back', async () => {
  await using resources = openResources();
  const state = await resources.folder();
  beginBootNumber(state);
  const files = { '/proc/self/mountinfo': '22 1 0:2 / / rw - tmpfs t rw\n' };
  const call = await callAgent(['prepare-image', '--state', state], { machine: { files } });
  expect(call.stderr).toMatch(/^SD-AGENT-FROZEN/);
  expect(await readdir(state)).toEqual(['boot-number']);
});
