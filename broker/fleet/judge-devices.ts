import { supportOf } from '../../shared/domain/end-of-support.ts';
import type { FindingCode, Judgement } from '../../shared/domain/finding.ts';
import { isUnset, type MachineForJudgement } from '../../shared/domain/judgement-rule.ts';
import { judgeFindings } from '../../shared/domain/machine-judgement.ts';
import { type Upgrade, upgradeOf } from '../../shared/domain/upgrade.ts';
import type { FindingRecord, JudgedResult, JudgedRow } from '../store/finding-port.ts';
import type { LicenceRecord } from '../store/licence-port.ts';
import { type JudgedDevice, machineCodes } from './assessment.ts';
import { type FindingPlan, planFindings } from './finding-plan.ts';
import { installedLicences } from './licensing.ts';
import type { Rules } from './standing.ts';

export type DeviceVerdict = { readonly plan: FindingPlan; readonly row: Omit<JudgedRow, 'model'> };

export type JudgingFrame = {
  readonly nowMs: number;
  readonly rules: Rules;
  readonly rulesHash: string;
  /** Of the machine's school. */
  readonly licences: readonly LicenceRecord[];
};

/** Judges one machine by its facts: what becomes of its findings, and what is to be remembered of the judgement. */
export function judgeDevice(
  deviceId: string,
  machine: MachineForJudgement,
  before: JudgedDevice | undefined,
  { nowMs, rules, rulesHash, licences }: JudgingFrame,
): DeviceVerdict {
  const { tables, calendar } = rules;
  const frame = { nowMs, utcOffsetMinutes: calendar.utcOffsetMinutes, tables };
  const judgements = judgeFindings(machine, frame);
  const plan = planFindings(
    {
      subject: { deviceId, schoolCode: null },
      open: before?.open ?? [],
      waiting: before?.result.waiting ?? [],
    },
    judgements,
    { nowMs, asOfMs: Math.min(nowMs, machine.heardAt ?? nowMs), rules: tables.findings },
  );
  const verdicts = new Map(judgements.map(({ code, verdict }) => [code, verdict]));
  const result: JudgedResult = {
    unknown: machineCodes.filter((code) => (verdicts.get(code) ?? 'unknown') === 'unknown'),
    notApplicable: machineCodes.filter((code) => verdicts.get(code) === 'not-applicable'),
    waiting: plan.waiting,
    licenceIds: installedLicences(licences, installedNames(machine)),
  };
  const upgrade = upgradeFor(machine, judgements, rules, nowMs);
  return { plan, row: { deviceId, judgedAt: nowMs, rules: rulesHash, result, upgrade } };
}

/** A machine that left the fleet: nothing stands against it, and nothing was fixed. */
export function planLeaving(open: readonly FindingRecord[], nowMs: number): FindingPlan {
  const ended = open.map(({ id }) => ({ id, at: nowMs, ending: 'left' as const }));
  return { opened: [], seen: [], ended, kept: [], waiting: [] };
}

function installedNames({ facts }: MachineForJudgement): string[] {
  const packages = facts.software?.packages ?? [];
  const products = facts.antivirus?.products ?? [];
  return [...packages, ...products].map(({ name }) => name);
}

function upgradeFor(
  machine: MachineForJudgement,
  judgements: readonly Judgement[],
  { tables, calendar }: Rules,
  nowMs: number,
): Upgrade {
  return upgradeOf(
    {
      facts: machine.facts,
      support: supportOf(machine.facts.system ?? {}, tables.support, nowMs, calendar.utcOffsetMinutes),
      isDiskFailing: isFound(judgements, 'disk-failing'),
      isSecureBootUnset: isUnset(machine, 'hardening', 'secureBootEnabled'),
    },
    tables.upgrade,
  );
}

/** Null where it is not known. */
function isFound(judgements: readonly Judgement[], code: FindingCode): boolean | null {
  const verdict = judgements.find((judgement) => judgement.code === code)?.verdict ?? 'unknown';
  return verdict === 'unknown' ? null : verdict === 'found';
}
