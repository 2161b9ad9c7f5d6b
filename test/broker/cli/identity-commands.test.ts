import { expect, test } from 'vitest';
import { initBroker, runHere } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';

const none = 'd-aaaaaaaaaaaaaaaa';

test('which device a machine is: every command names what is wrong in one line', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  for (const [args, status, words] of [
    [['retire', none], 65, 'SD-DEVICE-UNKNOWN'],
    [['retire', 'nonsense'], 64, 'ID'],
    [['merge', none, 'nonsense'], 64, 'OTHER'],
    [['merge', none], 64, 'SD-USAGE'],
    [['merge', none, 'd-bbbbbbbbbbbbbbbb'], 65, 'SD-DEVICE-UNKNOWN'],
    [['unmerge', none], 65, 'SD-DEVICE-UNKNOWN'],
    [['split', none], 65, 'SD-DEVICE-UNKNOWN'],
    [['accept', '7'], 65, 'SD-PROPOSAL-UNKNOWN'],
    [['reject', 'seven'], 64, 'N: '],
    [['undo', '7'], 65, 'SD-PROPOSAL-UNKNOWN'],
    [['proposals', '--state', 'lost'], 64, 'open | accepted'],
  ] as const) {
    const run = await runHere(['device', ...args, '--data', data]);
    expect([args, run.status, run.stderr]).toEqual([args, status, expect.stringContaining(words)]);
    expect(run.stdout).toBe('');
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  }
});

test('proposals are listed for people and for programs', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const json = await runHere(['device', 'proposals', 'list', '--json', '--data', data]);
  expect([json.status, JSON.parse(json.stdout)]).toEqual([0, []]);
  const csv = await runHere(['device', 'proposals', '--csv', '--data', data]);
  expect(csv.stdout).toContain('id,createdAt,schoolCode,deviceId,otherId,reason,state,decidedAt,decidedBy');
  const table = await runHere(['device', 'proposals', '--data', data]);
  expect(table.stdout).toContain('Older ID');
});
