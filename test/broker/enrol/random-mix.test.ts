import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { openResources } from '../../support/resources.ts';
import { type DoorRig, hardware, type Joined, join, openDoor, part, renewWithNewKey } from './enrol-rig.ts';

const fleetSize = 200;
const labSize = 40;

type Door = Awaited<ReturnType<typeof openDoor>>;

type Machine = { print: Fingerprint; state: Joined; id: string };

/** Placeholders are shared by whoever has them; the boards of one lab share serial and UUID. */
function printOf(n: number): Fingerprint {
  const own = hardware(`machine ${n}`);
  if (n < labSize) return { ...own, systemUuid: part('lab uuid'), boardSerial: part('lab serial') };
  if (n % 5 === 0) return { ...own, boardSerial: part('To be filled by O.E.M.') };
  if (n % 7 === 0) return { macs: own.macs, systemDisk: own.systemDisk };
  return own;
}

/** One start: on its own hardware, or as a copy that becomes itself. */
async function start(rig: DoorRig, machine: Machine): Promise<void> {
  rig.live.delete(machine.id);
  const { state, print } = machine;
  const isCopy = rig.book.compare(state.deviceId, print) === 'other';
  machine.state = isCopy ? await renewWithNewKey(rig, state, { fingerprint: print }) : state;
  await rig.book.noteBirth(machine.state.deviceId, print);
  rig.live.add(machine.state.deviceId);
}

/** Every twentieth machine is a model from which some of the next nineteen are cloned; the others join by themselves. */
async function install({ rig, token }: Door, fates: readonly number[]): Promise<Machine[]> {
  const machines: Machine[] = [];
  for (const [n, fate] of fates.entries()) {
    const print = printOf(n);
    const model = machines[n - (n % 20)];
    const isClone = model !== undefined && fate < 40;
    const state = isClone ? model.state : await join(rig, token, print);
    const machine = { print, state, id: state.deviceId };
    await start(rig, machine);
    machine.id = machine.state.deviceId;
    machines.push(machine);
  }
  return machines;
}

/** A new disk, a new card, or a fresh installation with a token; then its start. */
async function change({ rig, token }: Door, machine: Machine, fate: number, name: string): Promise<void> {
  if (fate < 20) machine.print = { ...machine.print, systemDisk: part(`disk ${name}`) };
  else if (fate < 40) machine.print = { ...machine.print, macs: [part(`card ${name}`)] };
  else if (fate < 70) {
    rig.live.delete(machine.id);
    machine.state = await join(rig, token, machine.print);
  }
  await start(rig, machine);
}

const fatesOfAll = fc.array(fc.nat(99), { minLength: fleetSize, maxLength: fleetSize });

test('a random mix of 200 gives exactly the right set: copies, re-images, swaps, placeholders, a lab of twin boards', async () => {
  await fc.assert(
    fc.asyncProperty(fatesOfAll, async (fates) => {
      await using resources = openResources();
      const door = await openDoor(resources);
      const machines = await install(door, fates);
      const ids = machines.map(({ id }) => id);
      expect(new Set(ids).size).toBe(fleetSize);
      for (const [n, fate] of fates.toReversed().entries()) {
        const machine = machines[n];
        if (machine !== undefined) await change(door, machine, fate, String(n));
      }
      expect(machines.map(({ state }) => state.deviceId)).toEqual(ids);
      expect(await door.store.devices()).toHaveLength(fleetSize);
    }),
    { numRuns: 3 },
  );
}, 60_000);
