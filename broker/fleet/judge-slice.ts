import type { Reading } from '../../shared/contract/readings.ts';
import type { JudgedRow } from '../store/finding-port.ts';
import type { FindingPlan } from './finding-plan.ts';
import { dropDevice, type FindingsState, holdDevice, savePlans } from './findings-state.ts';
import { judgeDevice, planLeaving } from './judge-devices.ts';
import { machineForJudgement } from './machine-judgement.ts';
import type { TrackedDevice } from './tracked-device.ts';

/** A slice ends after this in any case: whoever reports meanwhile waits no longer. */
const maxSliceMs = 4;

type JudgedOne = {
  readonly deviceId: string;
  readonly schoolCode: string;
  readonly plan: FindingPlan;
  /** Null for a machine that left the fleet. */
  readonly row: JudgedRow | null;
};

/**
 * Judges machines until the time of a slice is over, and writes what came of it in one transaction. Whoever was judged waits
 * no more; their schools wait to be judged with them. When it fails, all of them wait again: behind everybody else.
 */
export async function judgeSlice(
  state: FindingsState,
  waiting: Set<string>,
  deviceIds: readonly string[],
  waitingSchools: Set<string>,
): Promise<void> {
  const untilMs = state.clock.monotonicMs() + maxSliceMs;
  const taken: string[] = [];
  try {
    const judged: JudgedOne[] = [];
    for (const deviceId of deviceIds) {
      // What changes from now on is judged again.
      waiting.delete(deviceId);
      taken.push(deviceId);
      const device = state.picture.device(deviceId) ?? state.picture.hidden(deviceId);
      if (device !== undefined) judged.push(await judgeOne(state, device));
      if (state.clock.monotonicMs() > untilMs) break;
    }
    const left = judged.flatMap(({ deviceId }) => state.devices.get(deviceId)?.schoolCode ?? []);
    await keep(state, judged);
    for (const schoolCode of [...left, ...judged.map((one) => one.schoolCode)])
      waitingSchools.add(schoolCode);
  } catch (cause) {
    for (const deviceId of taken) waiting.add(deviceId);
    throw cause;
  }
}

async function judgeOne(state: FindingsState, device: TrackedDevice): Promise<JudgedOne> {
  const { deviceId, schoolCode } = device;
  const { store, picture, clock, rules, rulesHash } = state;
  const before = state.devices.get(deviceId);
  const nowMs = clock.now();
  if (picture.device(deviceId) === undefined || device.state === 'retired') {
    return { deviceId, schoolCode, plan: planLeaving(before?.open ?? [], nowMs), row: null };
  }
  const stored = (await store.readingsOf(deviceId)).map(({ reading }) => reading);
  const conditions = state.conditionsOf(deviceId).map(({ kind }) => kind);
  const machine = machineForJudgement(device, stored, conditions, state.fastestLineMbps(schoolCode));
  const licences = state.licences.get(schoolCode) ?? [];
  const { plan, row } = judgeDevice(deviceId, machine, before, { nowMs, rules, rulesHash, licences });
  return { deviceId, schoolCode, plan, row: { ...row, model: modelOf(stored) } };
}

function modelOf(readings: readonly Reading[]): string | null {
  const hardware = readings.find((reading) => reading.section === 'hardware');
  const words = [hardware?.facts.vendor, hardware?.facts.model].filter((word) => word !== undefined);
  return words.length === 0 ? null : words.join(' ').slice(0, 128).toWellFormed();
}

async function keep(state: FindingsState, judged: readonly JudgedOne[]): Promise<void> {
  const open = await savePlans(
    state,
    judged.map(({ plan }) => plan),
    judged.flatMap(({ row }) => row ?? []),
  );
  for (const [index, { deviceId, schoolCode, row }] of judged.entries()) {
    if (row === null) dropDevice(state, deviceId);
    else {
      const { judgedAt, rules, result } = row;
      const licence = state.devices.get(deviceId)?.licence ?? 'unknown';
      const now = { schoolCode, judgedAt, rules, result, licence };
      holdDevice(state, deviceId, { ...now, open: open[index] ?? [] });
    }
  }
}
