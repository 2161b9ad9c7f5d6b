import { describe, expect, it } from 'vitest';
import { openResources, type Resources } from '../../support/resources.ts';
import { type Office, openOffice } from '../query/office.ts';
import {
  becomeItself,
  createSwitchboard,
  type Disk,
  drum,
  type LabMachine,
  labMachine,
} from './lab-machine.ts';

type Switchboard = ReturnType<typeof createSwitchboard>;

/** A lab whose disks are all copies of the first machine's. */
async function openLab(resources: Resources, machines: number) {
  const switchboard = createSwitchboard();
  const office = await openOffice(resources, switchboard.deliver);
  const first = await office.join(
    'A1',
    labMachine('PC-01', { deviceId: '', certificate: '', keyPem: '' }).fingerprint,
  );
  const disk: Disk = { deviceId: first.deviceId, certificate: first.certificate, keyPem: first.keyPem };
  const names = Array.from({ length: machines }, (_, index) => `PC-${String(index + 1).padStart(2, '0')}`);
  return { office, switchboard, disk, lab: names.map((name) => labMachine(name, disk)) };
}

/** Everybody who is not connected connects, a few before the broker has answered; whoever is told to, becomes itself. */
async function round(
  { office, switchboard }: { office: Office; switchboard: Switchboard },
  lab: readonly LabMachine[],
  atOnce: number,
): Promise<void> {
  const waiting = lab.filter((machine) => !switchboard.isConnected(machine));
  for (let start = 0; start < waiting.length; start += atOnce) {
    const some = waiting.slice(start, start + atOnce);
    const births = some.map((machine) => switchboard.connect(office, machine));
    await Promise.all(births);
    for (const machine of some) await drum(office, machine);
    await office.clock.advance(5);
    for (const machine of some.filter(({ ordered }) => ordered !== null)) {
      switchboard.leave(office, machine);
      await becomeItself(office, machine);
    }
  }
}

const idsOf = (lab: readonly LabMachine[]): Set<string> => new Set(lab.map(({ disk }) => disk.deviceId));

/** Every machine is itself, has its own name, and every report of it stands under its own id, once. */
async function expectEverybodyItself(office: Office, lab: readonly LabMachine[]): Promise<void> {
  expect(idsOf(lab).size).toBe(lab.length);
  for (const { name, disk, boot, seq } of lab) {
    const { deviceId } = disk;
    const [shown] = [await office.ask(office.core.local(), 'device', { deviceId })].flat();
    expect(shown).toMatchObject({ device: { facts: { deviceId, hostname: name, state: 'approved' } } });
    const boots = await office.store.boots([{ deviceId, boot }]);
    expect(boots).toMatchObject({
      ok: true,
      value: [{ isForeign: false, movedTo: null, ledger: { contiguous: seq, beyond: [] } }],
    });
  }
}

describe('copies of one disk', () => {
  it.each([1, 7])('become themselves within a few rounds, %i at a time', async (atOnce) => {
    await using resources = openResources();
    const { office, switchboard, lab } = await openLab(resources, 40);
    let rounds = 0;
    while (idsOf(lab).size < lab.length) {
      rounds += 1;
      expect(rounds).toBeLessThan(15);
      await round({ office, switchboard }, lab, atOnce);
    }
    // With an id of its own nobody is in anybody's way.
    for (const _more of [1, 2]) await round({ office, switchboard }, lab, atOnce);
    for (const machine of lab) await drum(office, machine);
    await office.clock.advance(5);
    await expectEverybodyItself(office, lab);
    expect(lab.every(switchboard.isConnected)).toBe(true);
    const { reportsStored } = office.core.ingest.counters();
    expect(reportsStored).toBe(lab.reduce((sum, { seq }) => sum + seq, 0));
    expect(office.core.fleet.picture.tree().root?.tally).toMatchObject({
      devices: 40,
      online: 40,
      pending: 0,
    });
  });

  it('come back as themselves from the disk that was copied', async () => {
    await using resources = openResources();
    const { office, switchboard, disk, lab } = await openLab(resources, 5);
    for (let rounds = 0; rounds < 8; rounds += 1) await round({ office, switchboard }, lab, 1);
    const before = idsOf(lab);
    expect(before.size).toBe(5);
    for (const machine of lab) switchboard.leave(office, machine);
    // Imaged again: the same hardware, the old disk, other processes.
    const again = lab.map(({ name }) => labMachine(name, disk));
    for (let rounds = 0; rounds < 8; rounds += 1) await round({ office, switchboard }, again, 2);
    expect(idsOf(again)).toEqual(before);
    expect(office.core.fleet.picture.size()).toBe(5);
  });

  it('lose and double nothing of what was on the wire', async () => {
    await using resources = openResources();
    const { office, switchboard, lab } = await openLab(resources, 2);
    const [first, copy] = lab;
    if (first === undefined || copy === undefined) throw new Error('no lab');
    await switchboard.connect(office, first);
    await drum(office, first);
    await office.clock.advance(5);
    await switchboard.connect(office, copy);
    for (let more = 0; more < 5; more += 1) await drum(office, copy);
    await office.clock.advance(5);
    const common = { ...copy.disk };
    expect(await becomeItself(office, copy)).toBe('split');
    const itself = copy.disk;
    // Written to the old connection's socket, read by the broker only now; then sent again under the new id.
    copy.disk = common;
    await drum(office, copy, 5);
    await drum(office, copy, 6);
    copy.disk = itself;
    await switchboard.connect(office, copy);
    for (let seq = 4; seq <= 8; seq += 1) await drum(office, copy, seq);
    await office.clock.advance(5);
    await switchboard.connect(office, first);
    await drum(office, first);
    await office.clock.advance(5);
    await expectEverybodyItself(office, lab);
    expect(office.core.ingest.counters().reportsStored).toBe(first.seq + copy.seq);
  });

  it('are split by an operator where hardware says nothing', async () => {
    await using resources = openResources();
    const { office, switchboard, lab } = await openLab(resources, 2);
    const nameless = lab.map((machine) => ({ ...machine, fingerprint: {} }));
    const [first, copy] = nameless;
    if (first === undefined || copy === undefined) throw new Error('no lab');
    for (let turn = 0; turn < 3; turn += 1) {
      for (const machine of nameless) {
        await switchboard.connect(office, machine);
        await drum(office, machine);
        await office.clock.advance(5);
      }
    }
    const { deviceId } = copy.disk;
    const local = office.core.local();
    expect(office.core.fleet.historyOf(deviceId).conditions).toContainEqual(
      expect.objectContaining({ kind: 'clone', detail: 'taking turns' }),
    );
    expect(await office.ask(local, 'deviceSplit', { deviceId })).toHaveLength(1);
    expect(await becomeItself(office, copy)).toBe('split');
    await switchboard.connect(office, copy);
    await drum(office, copy);
    await switchboard.connect(office, first);
    await drum(office, first);
    await office.clock.advance(5);
    await expectEverybodyItself(office, nameless);
  });
});
