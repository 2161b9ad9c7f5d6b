import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ordered } from '../../../broker/snapshot/order.ts';
import { partOf } from '../../../broker/snapshot/part.ts';
import { snapshotTextInTurns } from '../../../broker/snapshot/text.ts';
import { withUnknown } from '../../../shared/contract/snapshot-format.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import {
  readSnapshotChunks,
  sha256Of,
  snapshotChunks,
  snapshotText,
} from '../../../shared/runtime/snapshot-text.ts';
import { openResources } from '../../support/resources.ts';
import { admit, report } from '../fleet/fleet-rig.ts';
import { machineReadings } from '../fleet/judged-machine.ts';
import { openSnapshots } from './snapshot-rig.ts';

async function someSnapshot(): Promise<Snapshot> {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  for (const number of [1, 2, 3]) {
    const deviceId = await admit(rig, number, { schoolCode: 'A', room: '"machines":[]' });
    await report(rig, deviceId, { seq: 1, readings: machineReadings() });
  }
  return (await rig.planning()).snapshot;
}

it('is the same text whether it is written at once or in turns', async () => {
  const snapshot = await someSnapshot();
  expect(await snapshotTextInTurns(snapshot)).toBe(snapshotText(snapshot));
  const none = { ...snapshot, machines: [] };
  expect(await snapshotTextInTurns(none)).toBe(snapshotText(none));
});

it('is the same text in whatever order its lists come', async () => {
  const snapshot = ordered(await someSnapshot());
  const text = snapshotText(snapshot);
  const kept: readonly string[] = ['normPacks'];
  const lists = Object.entries(snapshot).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && !kept.includes(entry[0]),
  );
  const shuffles = lists.map(([, rows]) => fc.shuffledSubarray(rows, { minLength: rows.length }));
  fc.assert(
    fc.property(fc.tuple(...shuffles), (shuffled) => {
      const turned = Object.fromEntries(lists.map(([name], index) => [name, shuffled[index]]));
      expect(snapshotText(ordered({ ...snapshot, ...turned }))).toBe(text);
    }),
    { numRuns: 30 },
  );
});

it('a part of a part is the part, and what is whole stays whole', async () => {
  const snapshot = await someSnapshot();
  const commune = partOf(snapshot, 'c1');
  expect(partOf(snapshot, 'root')).toEqual({ snapshot, isWhole: true });
  expect(commune?.isWhole).toBe(false);
  expect(partOf(commune?.snapshot ?? snapshot, 'sa')?.snapshot).toEqual(partOf(snapshot, 'sa')?.snapshot);
  expect(partOf(snapshot, 'nowhere')).toBeNull();
});

it('one that an earlier build froze is read: lists that it lacks are empty, facts unknown', async () => {
  const snapshot = await someSnapshot();
  const { equipment: _equipment, aliases: _aliases, machines, ...older } = snapshot;
  const olderMachines = machines.map(({ cpuLaunchYear: _year, hasWifi: _wifi, ...machine }) => machine);
  const text = JSON.stringify({ ...older, machines: olderMachines });
  const read = readSnapshotChunks(snapshotChunks(text), sha256Of(text));
  if (!read.ok) throw new Error(read.error);
  expect(read.value.sha256).toBe(sha256Of(text));
  expect(read.value.snapshot).toMatchObject({ equipment: [], aliases: [], format: 1 });
  expect(read.value.snapshot.machines.map(({ hasWifi, cpuLaunchYear }) => [hasWifi, cpuLaunchYear])).toEqual(
    machines.map(() => [null, null]),
  );
});

it('one of another format, or that is none, is not read', async () => {
  const snapshot = await someSnapshot();
  for (const other of [{ ...snapshot, format: 2 }, [], null, 'x']) {
    const text = JSON.stringify(other);
    expect(readSnapshotChunks(snapshotChunks(text), sha256Of(text)).ok).toBe(false);
  }
  expect(withUnknown(null)).toBeNull();
});
