import type { severities } from './outage.ts';
import type { RuleStatus } from './rule-status.ts';

export type Severity = (typeof severities)[number];

/** Every judgement there is, by a stable code. Words of a code are the texts `finding.<code>` and `finding.<code>.do`. */
export const findingCodes = [
  'antivirus-off',
  'antivirus-expired',
  'antivirus-snoozed',
  'antivirus-outdated',
  'antivirus-unlicensed',
  'antivirus-tamper-open',
  'antivirus-licence-ending',
  'os-unsupported',
  'os-support-ending',
  'os-not-activated',
  'os-foreign-activation',
  'updates-off',
  'updates-stale',
  'restart-pending',
  'firewall-off',
  'disk-failing',
  'disk-worn',
  'array-degraded',
  'disk-full',
  'memory-low',
  'battery-worn',
  'frozen-disk',
  'clock-wrong',
  'copied-key',
  'weak-identity',
  'query-slow',
  'network-port-slow',
  'encryption-off',
  'secure-boot-off',
  'secure-boot-old-certificates',
  'uac-off',
  'credentials-exposed',
  'smb-one',
  'remote-desktop-open',
  'remote-desktop-without-login-check',
  'remote-control-tool',
  'risky-port',
  'ssh-weak',
  'guest-enabled',
  'auto-logon',
  'account-without-password',
  'many-administrators',
  'autorun-on',
  'screen-lock-off',
  'review-overdue',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Judged from what a school entered or did, not from the facts of one machine (`judgeFindings` leaves them out). */
export const schoolFindingCodes = ['antivirus-unlicensed', 'review-overdue'] as const;
export type SchoolFindingCode = (typeof schoolFindingCodes)[number];
export type MachineFindingCode = Exclude<FindingCode, SchoolFindingCode>;

/**
 * `open` → `acknowledged` (somebody is at it) or `accepted` (with a reason and an end, then open again); `fixed` by what
 * the machine reports, never by a person: facts that became unknown fix nothing.
 */
export const findingStatuses = ['open', 'acknowledged', 'accepted', 'fixed'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/** What a rule says of one machine. `unknown` is counted on its own; it neither opens nor fixes a finding. */
export const verdicts = ['found', 'clear', 'unknown', 'not-applicable'] as const;
export type Verdict = (typeof verdicts)[number];

/** A raw value that a judgement rests on: where in the machine's facts it stands, and what stands there. */
export interface Evidence {
  /** Path in the contract, such as `antivirus.products[].productState`. */
  readonly fact: string;
  readonly value: string;
}

export interface Judgement {
  readonly code: FindingCode;
  readonly verdict: Verdict;
  /** Of this case: a rule may be graver on a server than on a pupil's machine. */
  readonly severity: Severity;
  /** Empty unless found. */
  readonly evidence: readonly Evidence[];
  /** The cause of which this is a symptom: it is found on the same machine, and stands for it in lists. */
  readonly explainedBy: FindingCode | null;
}

/** What is shipped of each code (shared/data/findings.json): how grave, how many points of risk, resting on what. */
export interface FindingRule {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** On a server, where that is graver. */
  readonly onServer?: Severity | undefined;
  /** Added to the risk score of a machine, 0–100. */
  readonly points: number;
  /** Days in which it should be dealt with; the date in a review record. */
  readonly dueDays: number;
  /** Opened only when it has been found for more than so many days: a restart that is pending since yesterday is none. */
  readonly graceDays: number;
  readonly status: RuleStatus;
  readonly source: string;
  readonly sourceDate: string;
}
