import type { FindingCode, Judgement, Verdict } from '../../shared/domain/finding.ts';
import type { FindingRecord } from '../store/finding-port.ts';
import { type FindingPlan, planFindings } from './finding-plan.ts';
import { type FindingsState, holdDevice, savePlans } from './findings-state.ts';
import { type Licensing, licensingOf } from './licensing.ts';
import { dayOf } from './local-day.ts';
import { antivirusOf } from './standing.ts';
import type { TrackedDevice } from './tracked-device.ts';
import { downwards } from './unit-tree.ts';

const dayMs = 86_400_000;

/** Judges what follows from a school's register and records: licences of its machines, its monthly review. */
export async function judgeSchool(state: FindingsState, schoolCode: string): Promise<void> {
  const nowMs = state.clock.now();
  const machines = machinesOf(state, schoolCode);
  const licensing = licensingOf(
    machines.map((device) => ({
      deviceId: device.deviceId,
      antivirus: antivirusOf(device, state.rules, nowMs),
      facts: device.facts.antivirus,
      licenceIds: state.devices.get(device.deviceId)?.result.licenceIds ?? [],
    })),
    state.licences.get(schoolCode) ?? [],
    dayOf(nowMs, state.rules.calendar),
  );
  state.licensing.set(schoolCode, licensing);
  const frame = { nowMs, rules: state.rules.tables.findings };
  const judged = machines.flatMap((device) => {
    const held = state.devices.get(device.deviceId);
    if (held === undefined) return [];
    const judgement = unlicensed(state, device, licensing.get(device.deviceId) ?? 'unknown', nowMs);
    const plan = planFindings(
      { subject: { deviceId: device.deviceId, schoolCode: null }, open: held.open, waiting: [] },
      [judgement],
      { ...frame, asOfMs: Math.min(nowMs, device.lastSeen ?? nowMs) },
    );
    const isBuiltIn = licensing.get(device.deviceId) === 'built-in';
    const outcome = isBuiltIn ? withdrawing(plan, held.open) : plan;
    return [{ deviceId: device.deviceId, held, licence: judgement.verdict, plan: outcome }];
  });
  const ofSchool = planFindings(
    {
      subject: { deviceId: null, schoolCode },
      open: state.schools.get(schoolCode) ?? [],
      waiting: [],
    },
    [reviewOverdue(state, schoolCode, machines, nowMs)],
    { ...frame, asOfMs: nowMs },
  );
  const [open = [], ...ofMachines] = await savePlans(
    state,
    [ofSchool, ...judged.map(({ plan }) => plan)],
    [],
  );
  state.schools.set(schoolCode, open);
  for (const [index, { deviceId, held, licence }] of judged.entries()) {
    holdDevice(state, deviceId, { ...held, open: ofMachines[index] ?? held.open, licence });
  }
}

/** On a machine that still has what comes with Windows alone, only another rule ends what it was held against. */
function withdrawing(plan: FindingPlan, open: readonly FindingRecord[]): FindingPlan {
  const isByRule = (id: number): boolean =>
    open.some(
      (one) =>
        one.id === id && one.evidence.some(({ fact, value }) => fact === 'licence' && value === 'built-in'),
    );
  const ended = plan.ended.map((one) => (isByRule(one.id) ? { ...one, ending: 'withdrawn' as const } : one));
  return { ...plan, ended };
}

/** Machines of a school that are listed and not written off. */
export function machinesOf({ picture }: FindingsState, schoolCode: string): TrackedDevice[] {
  const school = picture.tree().schools.get(schoolCode);
  if (school === undefined) return [];
  return [...downwards(school)]
    .flatMap((node) => [...node.deviceIds])
    .flatMap((deviceId) => picture.device(deviceId) ?? [])
    .filter(({ state }) => state !== 'retired');
}

function unlicensed(
  state: FindingsState,
  device: TrackedDevice,
  licensing: Licensing,
  nowMs: number,
): Judgement {
  const { builtInAntivirusIsLicensed } = state.policy;
  const isCounted = licensing === 'licensed' || (licensing === 'built-in' && builtInAntivirusIsLicensed);
  const { product, state: antivirus } = antivirusOf(device, state.rules, nowMs);
  return judgementOf(state, 'antivirus-unlicensed', verdictOf(licensing, isCounted), [
    { fact: 'antivirus.products[].name', value: product ?? antivirus },
    { fact: 'licence', value: licensing },
    { fact: 'policy.builtInAntivirusIsLicensed', value: String(builtInAntivirusIsLicensed) },
  ]);
}

function verdictOf(licensing: Licensing, isCounted: boolean): Verdict {
  if (licensing === 'unknown') return 'unknown';
  return isCounted ? 'clear' : 'found';
}

/** A school without machines has nothing to review; one that is new has a month's time. */
function reviewOverdue(
  state: FindingsState,
  schoolCode: string,
  machines: readonly TrackedDevice[],
  nowMs: number,
): Judgement {
  const last = state.lastReviews.get(schoolCode);
  const since = last ?? Math.min(...machines.map(({ joinedAt }) => joinedAt));
  const reviewMs = state.rules.tables.thresholds.reviewDays * dayMs;
  const verdict = machines.length === 0 ? 'not-applicable' : nowMs - since > reviewMs ? 'found' : 'clear';
  const value = last === undefined ? 'never' : dayOf(last, state.rules.calendar);
  return judgementOf(state, 'review-overdue', verdict, [{ fact: 'review.recordedOn', value }]);
}

function judgementOf(
  { rules }: FindingsState,
  code: FindingCode,
  verdict: Verdict,
  evidence: Judgement['evidence'],
): Judgement {
  const { severity } = rules.tables.findings[code];
  return { code, verdict, severity, evidence: verdict === 'found' ? evidence : [], explainedBy: null };
}
