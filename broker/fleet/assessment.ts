import {
  type FindingCode,
  type FindingStatus,
  findingCodes,
  schoolFindingCodes,
  type Verdict,
} from '../../shared/domain/finding.ts';
import { type FindingRules, type Risk, riskOf } from '../../shared/domain/risk.ts';
import type { FindingRecord, JudgedResult } from '../store/finding-port.ts';
import { statusOf } from './finding-plan.ts';
import type { Assessment } from './standing.ts';

/** Findings of one machine as they stand, and what its last judgement could not tell. */
export type JudgedDevice = {
  /** Where it stood when it was judged. */
  readonly schoolCode: string;
  readonly open: readonly FindingRecord[];
  readonly judgedAt: number;
  /** Hash of the tables by which it was judged. */
  readonly rules: string;
  readonly result: JudgedResult;
  /** Whether its antivirus is licensed by the installation's rule: follows the register, so it is not stored. */
  readonly licence: Verdict;
};

const fromSchool: ReadonlySet<FindingCode> = new Set(schoolFindingCodes);

/** Codes that are judged from the facts of one machine. */
export const machineCodes: readonly FindingCode[] = findingCodes.filter((code) => !fromSchool.has(code));

/** Risk of one machine now: an acceptance may have ended since it was judged. */
export function riskOfDevice(judged: JudgedDevice, rules: FindingRules, nowMs: number): Risk {
  const { unknown, notApplicable } = judged.result;
  const judgedCount = machineCodes.length - unknown.length - notApplicable.length;
  const verdicts: Verdict[] = [
    judged.licence,
    ...unknown.map((): Verdict => 'unknown'),
    ...Array.from({ length: judgedCount }, (): Verdict => 'clear'),
  ];
  const findings = judged.open.map((finding) => ({
    code: finding.code,
    status: statusOf(finding, nowMs),
    explainedBy: finding.explainedBy,
  }));
  return riskOf({ findings, verdicts }, rules);
}

const grave: ReadonlySet<string> = new Set(['critical', 'high']);

/** What a machine's row shows of its findings. */
export function assessmentOf(judged: JudgedDevice, rules: FindingRules, nowMs: number): Assessment {
  const { score } = riskOfDevice(judged, rules, nowMs);
  const standing = judged.open.filter((finding) => isStanding(statusOf(finding, nowMs)));
  return {
    risk: score === null ? null : Math.round(score),
    findings: standing.length,
    isAtRisk: standing.some(({ severity, explainedBy }) => explainedBy === null && grave.has(severity)),
  };
}

/** Not accepted and not gone. */
function isStanding(status: FindingStatus): boolean {
  return status === 'open' || status === 'acknowledged';
}
