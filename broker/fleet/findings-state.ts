import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DeviceCondition } from '../../shared/domain/device.ts';
import type { JudgementTables } from '../../shared/domain/judgement-tables.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { FindingChanges, FindingRecord, FindingStore } from '../store/finding-port.ts';
import type { LicenceRecord, LicenceStore } from '../store/licence-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { ReviewStore } from '../store/review-port.ts';
import { assessmentOf, type JudgedDevice } from './assessment.ts';
import type { FindingPlan } from './finding-plan.ts';
import type { Licensing } from './licensing.ts';
import type { Picture } from './picture.ts';
import { notAssessed, type Rules } from './standing.ts';

export type FindingsDeps = {
  readonly store: FindingStore &
    Pick<LicenceStore, 'licences'> &
    Pick<ReviewStore, 'lastReviews'> &
    Pick<PictureStore, 'readingsOf'> &
    Pick<RegistryStore, 'setting' | 'saveSetting'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: Rules;
  readonly picture: Picture;
  readonly conditionsOf: (deviceId: string) => readonly { readonly kind: DeviceCondition }[];
  /** Of the lines that a school entered, in Mb/s downwards; null where it entered none, or no rate. */
  readonly fastestLineMbps: (schoolCode: string) => number | null;
};

/** The installation's own rules for reviews. */
export type ReviewPolicy = { readonly builtInAntivirusIsLicensed: boolean };

/**
 * Letters ask for "phần mềm phòng chống virus có bản quyền" and say no more. Defender is licensed with Windows itself, and the
 * stricter reading would accuse every school on its first day: whoever reads them so, says so (reviewPolicySet).
 */
const defaultReviewPolicy: ReviewPolicy = { builtInAntivirusIsLicensed: true };

/** Findings in memory: only what is open, and what the last judgements could not tell. */
export type FindingsState = FindingsDeps & {
  readonly rulesHash: string;
  readonly devices: Map<string, JudgedDevice>;
  /** Of schools as a whole. */
  readonly schools: Map<string, readonly FindingRecord[]>;
  readonly licensing: Map<string, ReadonlyMap<string, Licensing>>;
  /** Machines with a finding that somebody accepted until a day. */
  readonly accepting: Set<string>;
  licences: ReadonlyMap<string, readonly LicenceRecord[]>;
  lastReviews: ReadonlyMap<string, number>;
  policy: ReviewPolicy;
};

export function createFindingsState(deps: FindingsDeps): FindingsState {
  return {
    ...deps,
    rulesHash: hashOf(deps.rules.tables),
    devices: new Map(),
    schools: new Map(),
    licensing: new Map(),
    accepting: new Set(),
    licences: new Map(),
    lastReviews: new Map(),
    policy: defaultReviewPolicy,
  };
}

export const policySetting = 'reviewPolicy';
/** A rule that came after it was stored has its default. */
const storedPolicy = z.object({
  builtInAntivirusIsLicensed: z.boolean().default(defaultReviewPolicy.builtInAntivirusIsLicensed),
});

/** Takes over what schools entered and recorded. */
export async function readRegister(state: FindingsState): Promise<void> {
  const [licences, lastReviews, policy] = await Promise.all([
    state.store.licences(),
    state.store.lastReviews(),
    state.store.setting(policySetting),
  ]);
  state.licences = Map.groupBy(licences, ({ schoolCode }) => schoolCode);
  state.lastReviews = lastReviews;
  if (policy !== null) state.policy = storedPolicy.parse(JSON.parse(policy));
}

/** Writes what became of findings; gives what is open of each plan's subject by then. Nothing in memory changes before. */
export async function savePlans(
  { store }: FindingsState,
  plans: readonly FindingPlan[],
  judged: FindingChanges['judged'],
): Promise<readonly (readonly FindingRecord[])[]> {
  const changes = {
    opened: plans.flatMap(({ opened }) => opened),
    seen: plans.flatMap(({ seen }) => seen),
    ended: plans.flatMap(({ ended }) => ended),
    judged,
  };
  const isNothing = Object.values(changes).every((list) => list.length === 0);
  const ids = isNothing ? [] : [...(await store.saveFindings(changes))];
  return plans.map(({ kept, opened }) => [
    ...kept,
    ...opened.map((one) => {
      const id = ids.shift();
      if (id === undefined) throw new Error('an opened finding has no id');
      return { ...one, id, endedAt: null, ending: null, decision: null };
    }),
  ]);
}

/** Holds what is known of a machine now, and shows it. */
export function holdDevice(state: FindingsState, deviceId: string, judged: JudgedDevice): void {
  state.devices.set(deviceId, judged);
  const isAccepting = judged.open.some(({ decision }) => decision?.status === 'accepted');
  if (isAccepting) state.accepting.add(deviceId);
  else state.accepting.delete(deviceId);
  showDevice(state, deviceId);
}

export function showDevice({ devices, picture, rules, clock }: FindingsState, deviceId: string): void {
  const judged = devices.get(deviceId);
  if (judged === undefined) return;
  picture.assess(deviceId, assessmentOf(judged, rules.tables.findings, clock.now()));
}

/** Forgets a machine that left the fleet. */
export function dropDevice({ devices, accepting, picture }: FindingsState, deviceId: string): void {
  devices.delete(deviceId);
  accepting.delete(deviceId);
  picture.assess(deviceId, notAssessed);
}

/** Another table, another judgement: whoever was judged by it is judged again in the sweep. */
function hashOf(tables: JudgementTables): string {
  const json = JSON.stringify(tables, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}
