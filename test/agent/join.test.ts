import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIdentity } from '../../agent/identity.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { callAgent } from '../support/agent-call.ts';
import { createBrokerPki } from '../support/broker-pki.ts';
import { freePort } from '../support/network-gap.ts';
import type { RecordedMachine } from '../support/recorded-host.ts';
import { openResources } from '../support/resources.ts';
import { openSmallDoor, type SmallDoorBehaviour } from '../support/small-door.ts';

const machine: RecordedMachine = {
  files: {
    '/sys/class/dmi/id/product_uuid': '4c4c4544-0032-3510-8052-b4c04f4d3332\n',
    '/sys/class/dmi/id/board_serial': '/2XK5RM2/CNWS20079A00KB/\n',
  },
};

describe('joining', () => {
  test('says where the machine belongs, and keeps key and identity for its owner alone', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const state = join(await resources.folder(), 'state');
    const call = await callAgent(['join', '-', '--room', 'PM1', '--seat', '23', '--state', state], {
      stdin: `${door.token()}\n`,
      machine,
    });
    expect(call).toMatchObject({ status: 0, stdout: 'Đã kết nối: TH Kim Đồng / PM1 / chỗ 23 – máy thứ 1\n' });
    const path = join(state, 'identity.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    expect(readIdentity(state)).toMatchObject({
      ok: true,
      value: { deviceId: 'd-aaaaaaaaaaaaaaab', room: 'PM1' },
    });
  });

  test('an identity that was damaged on the disk is named before anything is sent', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const state = join(await resources.folder(), 'state');
    await callAgent(['join', '-', '--state', state], { stdin: door.token(), machine });
    const path = join(state, 'identity.json');
    const identity = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...identity, certificate: identity.certificate.slice(0, 300) }));
    const call = await callAgent(['run', '--lang', 'en', '--state', state], { machine });
    expect(call).toMatchObject({ status: 65, stdout: '' });
    expect(call.stderr).toMatch(/^SD-STATE-DAMAGED: .*identity\.json.*certificate.*\n$/);
  });

  test('sends hardware identifiers as keyed hashes only, and no host name', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const state = join(await resources.folder(), 'state');
    await callAgent(['join', '-', '--state', state], { stdin: door.token(), machine });
    const [request] = door.requests;
    expect(Object.keys(request?.fingerprint ?? {})).toEqual(['systemUuid', 'boardSerial']);
    expect(JSON.stringify(request)).not.toMatch(/4c4c4544|2xk5rm2|recorded/i);
  });

  test('names only what is known of the place', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const file = join(await resources.folder(), 'token.txt');
    await writeFile(file, `\ufeff${door.token()}\r\n`);
    const state = await resources.folder();
    const call = await callAgent(['join', '--file', file, '--state', state, '--lang', 'en']);
    expect(call).toMatchObject({ status: 0, stdout: 'Joined: TH Kim Đồng – machine 1\n' });
  });

  test('a token that PowerShell redirected into a file is UTF-16', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const file = join(await resources.folder(), 'token.txt');
    await writeFile(file, `\ufeff${door.token()}\r\n`, 'utf16le');
    const call = await callAgent(['join', '--file', file, '--state', await resources.folder()]);
    expect(call).toMatchObject({ status: 0 });
  });

  test('a token on the command line works, with a warning', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const call = await callAgent(['join', door.token(), '--state', await resources.folder(), '--lang', 'en']);
    expect(call.status).toBe(0);
    expect(call.stderr).toContain('for trials only');
  });

  test('after a lost answer the same key is posted, and yields the same device', async () => {
    await using resources = openResources();
    const behaviour: SmallDoorBehaviour = { answer: () => err(appError('SD-JOIN-BUSY')) };
    const door = await openSmallDoor(resources, behaviour);
    const state = await resources.folder();
    const args = ['join', '-', '--state', state];
    expect((await callAgent(args, { stdin: door.token() })).stderr).toContain('SD-JOIN-BUSY');
    expect(readIdentity(state)).toEqual(ok(null));
    delete behaviour.answer;
    expect((await callAgent(args, { stdin: door.token() })).status).toBe(0);
    expect(door.requests[0]?.csr).toBe(door.requests[1]?.csr);
    await expect(readFile(join(state, 'pending-join.json'))).rejects.toThrow('ENOENT');
  });

  test('a machine that has joined is not joined again', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const args = ['join', '-', '--state', await resources.folder()];
    await callAgent(args, { stdin: door.token() });
    const again = await callAgent(args, { stdin: door.token() });
    expect(again.status).toBe(73);
    expect(again.stderr).toMatch(/^SD-AGENT-JOINED: .*TH Kim Đồng.* schooldrum-agent leave\n$/);
    expect(door.requests).toHaveLength(1);
  });
});

describe('what goes wrong is one line with a code and what to do', () => {
  test.each([
    ['no token', [], '', 'SD-TOKEN-MISSING'],
    ['an empty pipe', ['-'], ' \n', 'SD-TOKEN-MISSING'],
    ['something else pasted', ['-'], 'hello', 'SD-TOKEN-INVALID'],
    ['endless input', ['-'], 'x'.repeat(100_000), 'SD-TOKEN-INVALID'],
    ['a file that is not there', ['--file', '/nonexistent/token'], '', 'SD-FILE-UNREADABLE'],
  ])('%s', async (_, args, stdin, code) => {
    await using resources = openResources();
    const call = await callAgent(['join', ...args, '--state', await resources.folder()], { stdin });
    expect(call.status).toBeGreaterThanOrEqual(64);
    expect(call.stderr).toMatch(new RegExp(`^${code}: [^\\n]+\\n$`));
    expect(call.stdout).toBe('');
  });

  test.each([
    'SD-JOIN-TOKEN-WRONG',
    'SD-JOIN-TOKEN-EXPIRED',
    'SD-JOIN-TOKEN-SPENT',
    'SD-JOIN-TOKEN-REVOKED',
  ] as const)('the broker says %s', async (code) => {
    await using resources = openResources();
    const door = await openSmallDoor(resources, { terms: err(appError(code)) });
    const call = await callAgent(['join', '-', '--state', await resources.folder()], { stdin: door.token() });
    expect(call.status).toBe(77);
    expect(call.stderr).toMatch(new RegExp(`^${code}: [^{}\\n]+\\n$`));
  });

  test('no broker there', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const token = door.token({
      addresses: [{ host: '127.0.0.1', mqttPort: 1, httpsPort: await freePort() }],
    });
    const call = await callAgent(['join', '-', '--state', await resources.folder()], { stdin: token });
    expect(call.status).toBe(69);
    expect(call.stderr).toContain('ECONNREFUSED');
  });

  test('another server than the token’s: it never sees the secret', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const call = await callAgent(['join', '-', '--state', await resources.folder()], {
      stdin: door.token({ caSha256: 'a'.repeat(64) }),
    });
    expect(call.status).toBe(76);
    expect(door.requests).toEqual([]);
  });

  test('an answer with the certificate of another key is not kept', async () => {
    await using resources = openResources();
    const other = await openSmallDoor(resources);
    const elsewhere = await resources.folder();
    await callAgent(['join', '-', '--state', elsewhere], { stdin: other.token() });
    const foreign = readIdentity(elsewhere);
    const certificate = foreign.ok ? (foreign.value?.certificate ?? '') : '';
    const door = await openSmallDoor(resources, { answer: (response) => ok({ ...response, certificate }) });
    const state = await resources.folder();
    const call = await callAgent(['join', '-', '--state', state], { stdin: door.token() });
    expect(call.stderr).toContain('SD-BROKER-NOT-OURS');
    expect(readIdentity(state)).toEqual(ok(null));
  });

  test('during a change of the authority both are kept; the pinned one must be among them', async () => {
    await using resources = openResources();
    const next = await createBrokerPki();
    const changes = [(ca: string) => ca + next.ca, (ca: string) => next.ca + ca, () => next.ca + next.ca];
    const kept: unknown[] = [];
    for (const change of changes) {
      const door = await openSmallDoor(resources, {
        answer: (response) => ok({ ...response, ca: change(response.ca) }),
      });
      const state = await resources.folder();
      await callAgent(['join', '-', '--state', state], { stdin: door.token() });
      const identity = readIdentity(state);
      kept.push(identity.ok ? identity.value?.ca.match(/BEGIN CERTIFICATE/g)?.length : identity.error);
    }
    expect(kept).toEqual([2, 2, undefined]);
  });

  test('a state folder that cannot be written costs no use of the token', async () => {
    await using resources = openResources();
    const door = await openSmallDoor(resources);
    const file = join(await resources.folder(), 'file');
    await writeFile(file, '');
    const call = await callAgent(['join', '-', '--state', join(file, 'state')], { stdin: door.token() });
    expect(call.status).toBe(73);
    expect(door.requests).toEqual([]);
  });
});
