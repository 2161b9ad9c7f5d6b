import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { callAgent } from '../../support/agent-call.ts';
import type { RecordedMachine } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';
import { openSmallDoor } from '../../support/small-door.ts';

const frozen: RecordedMachine = {
  files: {
    '/proc/self/mountinfo':
      '28 0 0:24 / / rw - overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=/media/root-rw/overlay\n' +
      '29 28 0:23 / /media/root-rw rw - tmpfs tmpfs-root rw\n',
    '/proc/cmdline': 'overlayroot=tmpfs\n',
  },
};
const registry = 'C:\\Windows\\System32\\reg.exe';
const doubtful: RecordedMachine = {
  platform: 'windows',
  files: {},
  facts: { systemRoot: 'C:\\Windows' },
  programs: { [registry]: 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\diskpt\r\n' },
};

test('a frozen machine is told what to do, and nothing is sent or written', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const state = await resources.folder();
  const call = await callAgent(['join', '-', '--state', state], { stdin: door.token(), machine: frozen });
  expect(call).toEqual({
    status: 73,
    stdout: '',
    stderr:
      'SD-AGENT-FROZEN: Máy đang đóng băng: cài bây giờ sẽ mất khi khởi động lại. ' +
      'Hãy rã đông, cài, rồi đóng băng lại. (overlayroot)\n',
  });
  expect(door.requests).toEqual([]);
  expect(await readdir(state)).toEqual([]);
});

test('a state folder on a volume that is not frozen joins without a word', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const state = await resources.folder();
  const mounts = `${frozen.files['/proc/self/mountinfo']}31 28 8:5 / ${state} rw - ext4 /dev/sda5 rw\n`;
  const machine = { files: { ...frozen.files, '/proc/self/mountinfo': mounts } };
  const call = await callAgent(['join', '-', '--state', state], { stdin: door.token(), machine });
  expect(call.status).toBe(0);
  expect(call.stderr).not.toContain('overlayroot');
});

test('where it is not known, the join goes on with a warning that names the product', async () => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const args = ['join', '-', '--state', await resources.folder(), '--lang', 'en'];
  const call = await callAgent(args, { stdin: door.token(), machine: doubtful });
  expect(call.status).toBe(0);
  expect(call.stderr).toContain('Shadow Defender is here; whether it freezes this disk now is not known.');
});

test.each<[string, RecordedMachine, string]>([
  ['frozen', frozen, '! Frozen disk: overlayroot freezes it'],
  ['in doubt', doubtful, '! Frozen disk: Shadow Defender is here; whether'],
  ['unseen', { ...doubtful, programs: { [registry]: '' } }, '✓ Frozen disk: could not be looked up'],
])('the doctor says of a machine that is %s so', async (_, machine, line) => {
  await using resources = openResources();
  const args = ['doctor', '--lang', 'en', '--state', await resources.folder()];
  expect((await callAgent(args, { machine })).stdout).toContain(line);
});

test('the doctor says nothing of it where nothing freezes', async () => {
  await using resources = openResources();
  const machine = { files: { '/proc/self/mountinfo': '22 1 8:2 / / rw - ext4 /dev/sda2 rw\n' } };
  const args = ['doctor', '--lang', 'en', '--state', await resources.folder()];
  expect((await callAgent(args, { machine })).stdout).not.toContain('Frozen');
});
