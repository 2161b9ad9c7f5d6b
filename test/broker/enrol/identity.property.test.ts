import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { createIdentityModel, type IdentityModel } from './identity-model.ts';
import { keepingOf, type Machine, openWorld, type World } from './identity-world.ts';

const machineCount = 3;
const dayMs = 86_400_000;

/** Leaving and forgetting twice: they meet copies only sometimes. */
const plainSteps = [
  'off',
  'keep',
  'forget',
  'forget',
  'revoke',
  'leave',
  'leave',
  're-image',
  'stranger',
] as const;

const who = fc.nat(machineCount - 1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), who }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('birth' as const), who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('clone' as const), who, to: who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('swap' as const),
      who,
      part: fc.constantFrom('mac' as const, 'disk' as const),
    }),
  },
  fc.record({
    kind: fc.constantFrom(...plainSteps),
    who,
  }),
  fc.record({ kind: fc.constant('clock' as const), days: fc.constantFrom(1, 90, 310, 450, -90, -450) }),
  fc.record({ kind: fc.constantFrom('backup' as const, 'restore' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Found once: a machine that left and joined again, while the clock was set back or before an older copy was restored. */
const onceFound: readonly Step[][] = [
  [
    { kind: 'join', who: 2 },
    { kind: 'clone', who: 2, to: 0 },
    { kind: 'leave', who: 0 },
    { kind: 'clock', days: -450 },
    { kind: 'join', who: 2 },
    { kind: 'off', who: 0 },
    { kind: 'clone', who: 2, to: 0 },
    { kind: 'birth', who: 0 },
  ],
  [
    { kind: 'join', who: 2 },
    { kind: 'clone', who: 2, to: 0 },
    { kind: 'leave', who: 0 },
    { kind: 'backup' },
    { kind: 'join', who: 2 },
    { kind: 'clone', who: 2, to: 0 },
    { kind: 'restore' },
    { kind: 'birth', who: 0 },
    { kind: 'birth', who: 2 },
  ],
];

type Run = {
  readonly world: World;
  readonly model: IdentityModel;
  readonly machines: readonly Machine[];
  restore: (() => Promise<void>) | null;
  parts: number;
};

test('whatever happens, each machine is the one that the model says, and nobody else is any', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40, size: 'max' }), async (steps) => {
      await using resources = openResources();
      const machines = Array.from({ length: machineCount }, (_, n) => newMachine(n));
      const world = await openWorld(resources, machines);
      const run: Run = { world, model: createIdentityModel(), machines, restore: null, parts: 0 };
      for (const each of steps) {
        world.clock.pass(1_000);
        await take(run, each);
        await check(run);
      }
      for (const machine of machines) {
        if (machine.state !== null) await birth(run, machine);
        await check(run);
      }
    }),
    { numRuns: 60, examples: onceFound.map((steps) => [steps]) },
  );
}, 120_000);

function newMachine(n: number): Machine {
  const name = (part: string): string => `machine ${n} ${part}`;
  const hw = { systemUuid: name('uuid'), boardSerial: name('board'), mac: name('mac'), disk: name('disk') };
  return { hw, state: null, kept: null, session: null };
}

async function take(run: Run, each: Step): Promise<void> {
  if ('who' in each) await takeOf(run, machineAt(run, each.who), each);
  else if (each.kind === 'clock') run.world.clock.pass(each.days * dayMs);
  else if (each.kind === 'backup') backup(run);
  else await run.restore?.();
}

type MachineStep = Extract<Step, { readonly who: number }>;

async function takeOf(run: Run, machine: Machine, each: MachineStep): Promise<void> {
  const { world } = run;
  if (each.kind === 'join') await joinOf(run, machine);
  else if (each.kind === 'birth') await birth(run, machine);
  else if (each.kind === 'clone') cloneTo(run, machine, machineAt(run, each.to));
  else if (each.kind === 'swap') await swap(run, machine, each.part);
  else if (each.kind === 're-image') {
    world.switchOff(machine);
    machine.state = null;
  } else if (each.kind === 'off') world.switchOff(machine);
  else if (each.kind === 'keep') machine.kept = machine.state;
  else if (each.kind === 'forget') {
    world.switchOff(machine);
    machine.state = machine.kept;
  } else if (each.kind === 'revoke') await revoke(run, machine);
  else if (each.kind === 'leave') await leave(run, machine);
  else expect(await world.stranger(machine)).not.toContain(true);
}

/** A fresh installation, also over one that was. */
async function joinOf({ world, model }: Run, machine: Machine): Promise<void> {
  world.switchOff(machine);
  const verdict = model.join(machine.hw, world.live(), world.clock.now());
  const known = verdict.kind === 'id' ? verdict.deviceId : null;
  const { deviceId, key } = await world.join(machine);
  if (known === null) expect(model.has(deviceId)).toBe(false);
  else expect(deviceId).toBe(known);
  model.recovered(deviceId);
  model.settled(deviceId, key.keyId, machine.hw, null);
}

async function birth({ world, model }: Run, machine: Machine): Promise<void> {
  const { state } = machine;
  if (state === null) return;
  const verdict = model.birth(machine.hw, keepingOf(state));
  const settled = await world.birth(machine);
  if (verdict.kind === 'refused') {
    expect(settled).toBeNull();
    return;
  }
  if (settled === null) throw new Error('was not let in');
  if (verdict.kind === 'id') expect(settled.deviceId).toBe(verdict.deviceId);
  else expect(model.has(settled.deviceId)).toBe(false);
  expect(model.isRevoked(settled.key.keyId)).toBe(false);
  model.settled(settled.deviceId, settled.key.keyId, machine.hw, state.key.keyId);
}

/** An image: what its disk comes back to when it is frozen. */
function cloneTo({ world }: Run, from: Machine, to: Machine): void {
  if (from === to || from.state === null) return;
  world.switchOff(to);
  to.state = from.state;
  to.kept = from.state;
}

/** A new card or disk, with the machine's start after it. */
async function swap(run: Run, machine: Machine, part: 'mac' | 'disk'): Promise<void> {
  if (machine.session === null || machine.state?.deviceId !== machine.session) return;
  run.parts += 1;
  machine.hw = { ...machine.hw, [part]: `part ${run.parts}` };
  await birth(run, machine);
}

async function revoke({ world, model }: Run, { state }: Machine): Promise<void> {
  if (state === null) return;
  model.revoke(state.deviceId, world.clock.now());
  await world.revoke(state.deviceId);
}

async function leave({ world, model }: Run, machine: Machine): Promise<void> {
  const { state } = machine;
  if (state === null) return;
  const outcome = model.leave(keepingOf(state), world.clock.now());
  expect(await world.leave(state)).toBe(outcome !== 'refused');
  if (outcome === 'retired') world.cut(state.deviceId);
  if (outcome === 'refused') return;
  world.switchOff(machine);
  machine.state = null;
}

function backup(run: Run): void {
  const restoreModel = run.model.backup();
  const restoreWorld = run.world.backup();
  run.restore = async () => {
    restoreModel();
    await restoreWorld();
  };
}

/** No two machines that are on share an id, and the registry holds exactly the model's machines. */
async function check({ world, model, machines }: Run): Promise<void> {
  const sessions = machines.flatMap(({ session }) => session ?? []);
  expect(new Set(sessions).size).toBe(sessions.length);
  expect(await world.rig().store.devices()).toHaveLength(model.size());
}

function machineAt({ machines }: Run, n: number): Machine {
  const machine = machines[n];
  if (machine === undefined) throw new Error(`no machine ${n}`);
  return machine;
}
