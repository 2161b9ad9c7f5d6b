import { type Clock, createSystemClock, delay } from '../../../shared/runtime/clock.ts';
import { residentMbOf } from '../../bench/result.ts';
import { type AskingUser, openAskingUser } from '../asking-user.ts';
import { joinMachines } from '../join-machines.ts';
import type { Installation } from '../running-installation.ts';
import { type SteadyFigures, type SteadyLoad, startSteadyLoad } from '../steady-load-process.ts';
import type { Attack, AttackScene } from './attack.ts';

/** How an attack went: what became of the honest machines, of the broker's memory, and what it counted. */
export type Outcome = {
  readonly name: string;
  readonly strikes: number;
  /** Acknowledged of what was due. */
  readonly honestShare: number;
  readonly honest: SteadyFigures;
  /** The highest above that before the attack. */
  readonly grewMb: number;
  /** What the broker refused or delayed meanwhile, by reason. */
  readonly refused: Readonly<Record<string, number>>;
};

export type Siege = {
  readonly attack: (attack: Attack, durationMs: number) => Promise<Outcome>;
  readonly close: () => Promise<void>;
};

const honestMachines = 20;
/** Each attack has machines of its own, so that none pays for the one before. */
const hostileMachines = 4;
const perSecond = 10;

/** A real broker with honest machines that drum steadily, and a few certificates in the wrong hands. */
export async function openSiege(installation: Installation, attacks: number): Promise<Siege> {
  const clock = createSystemClock();
  const pid = await installation.serve();
  const { ca, machines } = await joinMachines(
    installation.token(),
    honestMachines + hostileMachines * attacks,
  );
  const hostile = machines.slice(honestMachines);
  const sceneOfNext = (): AttackScene => ({
    door: { port: installation.mqttPort, ca },
    httpsPort: installation.httpsPort,
    machines: hostile.splice(0, hostileMachines),
  });
  const load = await startSteadyLoad({
    ...{ port: installation.mqttPort, ca, perSecond, firstSeq: 1 },
    machines: machines.slice(0, honestMachines),
  });
  const admin = await openAskingUser(installation.profile, clock);
  return {
    attack: (attack, durationMs) =>
      besiege({ clock, pid, scene: sceneOfNext(), load, admin }, attack, durationMs),
    close: async () => {
      await load.stop();
      await admin.stop();
    },
  };
}

type Besieged = {
  readonly clock: Clock;
  readonly pid: number;
  readonly scene: AttackScene;
  readonly load: SteadyLoad;
  readonly admin: AskingUser;
};

async function besiege(at: Besieged, attack: Attack, durationMs: number): Promise<Outcome> {
  const refusedBefore = await refusedBy(at.admin);
  const memory = watchMemory(at.clock, at.pid);
  await at.load.figures();
  const over = new AbortController();
  const striking = attack.run(at.scene, over.signal);
  await delay(at.clock, durationMs);
  const honest = await at.load.figures();
  over.abort();
  const strikes = await striking;
  const grewMb = memory.stop();
  const refusedAfter = await refusedBy(at.admin);
  return {
    ...{ name: attack.name, strikes, honest, grewMb },
    honestShare: honest.acknowledged / honest.due,
    refused: Object.fromEntries(
      Object.entries(refusedAfter)
        .map(([reason, count]) => [reason, count - (refusedBefore[reason] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
  };
}

async function refusedBy(admin: AskingUser): Promise<Readonly<Record<string, number>>> {
  const [status] = await admin.ask('brokerStatus', {});
  return status?.refused ?? {};
}

const lookEveryMs = 100;

function watchMemory(clock: Clock, pid: number): { readonly stop: () => number } {
  const before = residentMbOf(pid);
  let highest = before;
  let cancel = (): void => {};
  const look = (): void => {
    highest = Math.max(highest, residentMbOf(pid));
    cancel = clock.after(lookEveryMs, look);
  };
  look();
  return {
    stop: () => {
      cancel();
      return highest - before;
    },
  };
}
