import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { askRunningBroker } from '../../../broker/control/control-client.ts';
import { controlPath } from '../../../broker/control/control-path.ts';
import { type ControlDispatch, openControlServer } from '../../../broker/control/control-server.ts';
import { maxLineBytes } from '../../../broker/control/message.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { appError } from '../../../shared/runtime/app-error.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const log = pino({ level: 'silent' });

async function open(resources: Resources, dispatch: ControlDispatch): Promise<string> {
  const path = controlPath(await resources.folder());
  const opened = await openControlServer({ dispatch, log }, path);
  if (!opened.ok) throw new Error(opened.error.code);
  resources.closing(opened.value);
  return path;
}

/** What a raw client hears until the connection ends, or after `lines` lines. */
async function talk(path: string, words: string | Buffer, lines = 1): Promise<string> {
  const socket = connect(path);
  socket.on('error', () => {});
  socket.write(words);
  let heard = '';
  for await (const chunk of socket) {
    heard += String(chunk);
    if (heard.split('\n').length > lines) break;
  }
  socket.destroy();
  return heard;
}

const units = (name: string) => ({
  units: [{ unitId: 'a', parentId: null, kind: 'province', name, code: null }],
});

test('a question is answered in pages; the socket is for its owner alone', async () => {
  await using resources = openResources();
  const asked: unknown[] = [];
  const path = await open(resources, (kind, params) => {
    asked.push([kind, params]);
    return Promise.resolve(ok([units('Một'), units('Hai\nba')]));
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await askRunningBroker(path, 'units', {})).toEqual(ok([units('Một'), units('Hai ba')]));
  expect(asked).toEqual([['units', {}]]);
});

test('an error keeps its code and values; a bug is SD-INTERNAL and the server goes on', async () => {
  await using resources = openResources();
  const path = await open(resources, (kind) => {
    if (kind === 'units') return Promise.resolve(err(appError('SD-SCHOOL-UNKNOWN', { school: '0012' })));
    throw new Error('a bug');
  });
  const refused = err({ code: 'SD-SCHOOL-UNKNOWN', values: { school: '0012' } });
  expect(await askRunningBroker(path, 'units', {})).toEqual(refused);
  expect(await askRunningBroker(path, 'tokenList', {})).toMatchObject({
    ok: false,
    error: { code: 'SD-INTERNAL' },
  });
  expect(await askRunningBroker(path, 'units', {})).toEqual(refused);
});

test('several lines in one connection are answered in their order', async () => {
  await using resources = openResources();
  const path = await open(resources, async (_kind, params) => {
    const { wait } = params as { wait: number };
    for (let i = 0; i < wait; i += 1) await new Promise((resolve) => setImmediate(resolve));
    return ok([{ wait }]);
  });
  const line = (id: string, wait: number) =>
    `${JSON.stringify({ v: 1, id, kind: 'units', params: { wait } })}\n`;
  const heard = await talk(path, line('a', 20) + line('b', 0), 2);
  expect(
    heard
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).id),
  ).toEqual(['a', 'b']);
});

test.for([
  'not json\n',
  '{}\n',
  '{"v":1,"id":"a","kind":"nothing","params":{}}\n',
  '\n',
  '{"v":2,"id":"a","kind":"units"}\n',
])('%j ends the connection, and nothing is dispatched', async (words) => {
  await using resources = openResources();
  const path = await open(resources, () => {
    throw new Error('dispatched');
  });
  expect(await talk(path, words)).toBe('');
});

test('a line without end is cut off', async () => {
  await using resources = openResources();
  const path = await open(resources, () => Promise.resolve(ok([])));
  expect(await talk(path, Buffer.alloc(maxLineBytes + 2, 'x'))).toBe('');
});

test('the socket of a killed broker is replaced', async () => {
  await using resources = openResources();
  const path = controlPath(await resources.folder());
  // A socket file that nobody listens on: what kill -9 leaves behind.
  const old = createServer();
  await once(old.listen(path), 'listening');
  expect(await askRunningBroker(path.replace('.sock', '.none'), 'units', {})).toEqual(err('not-running'));
  const opened = await openControlServer({ dispatch: () => Promise.resolve(ok([units('Mới')])), log }, path);
  if (!opened.ok) throw new Error(opened.error.code);
  resources.closing(opened.value);
  resources.defer(() => old.close());
  expect(await askRunningBroker(path, 'units', {})).toEqual(ok([units('Mới')]));
});

test('a path too long for a socket is one clear error', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'x'.repeat(200), 'control.sock');
  expect(await openControlServer({ dispatch: () => Promise.resolve(ok([])), log }, path)).toMatchObject({
    ok: false,
    error: { code: 'SD-CONTROL-UNUSABLE', values: { path } },
  });
});

test('a server that talks nonsense, or hangs up, is an error and no wait', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  for (const [name, words] of [
    ['nonsense', 'nonsense\n'],
    ['silent', ''],
  ] as const) {
    const path = join(folder, name);
    const server = resources.closing(createServer((socket) => void socket.end(words)));
    await once(server.listen(path), 'listening');
    expect(await askRunningBroker(path, 'units', {})).toMatchObject({
      ok: false,
      error: { code: 'SD-ANSWER-TIMEOUT' },
    });
  }
});

test('Windows has a named pipe of each folder instead', () => {
  const pipe = controlPath('/data/a', 'win32');
  expect(pipe).toMatch(/^\\\\\.\\pipe\\schooldrum-[0-9a-f]{16}$/);
  expect(controlPath('/data/b', 'win32')).not.toBe(pipe);
  expect(controlPath('/data/A', 'win32')).toBe(pipe);
});
