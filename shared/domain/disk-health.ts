/** What a disk counts of itself, raw; the contract's `diskHealth.disks[]` and `parse smartctl` satisfy it. */
export interface DiskReading {
  readonly device?: string | undefined;
  readonly isSelfTestPassed?: boolean | undefined;
  readonly exitStatus?: number | undefined;
  readonly healthStatus?: number | undefined;
  readonly temperatureC?: number | undefined;
  readonly powerOnHours?: number | undefined;
  readonly percentUsed?: number | undefined;
  readonly reallocated?: number | undefined;
  readonly pending?: number | undefined;
  readonly uncorrectable?: number | undefined;
  readonly reportedUncorrectable?: number | undefined;
  readonly crcErrors?: number | undefined;
  readonly mediaErrors?: number | undefined;
  readonly criticalWarning?: number | undefined;
  readonly sparePercent?: number | undefined;
  readonly spareThresholdPercent?: number | undefined;
}

export const diskStates = ['ok', 'warning', 'failing', 'unknown'] as const;
export type DiskState = (typeof diskStates)[number];

/** Facts that rules compare with. */
export const diskFacts = [
  'exitStatus',
  'healthStatus',
  'temperatureC',
  'percentUsed',
  'reallocated',
  'pending',
  'uncorrectable',
  'reportedUncorrectable',
  'crcErrors',
  'mediaErrors',
  'criticalWarning',
] as const satisfies readonly (keyof DiskReading)[];
export type DiskFact = (typeof diskFacts)[number];

/** From `atLeast` on, or where one of the `bits` is set, the disk is `state`; the reason is a stable code. */
export interface DiskRule {
  readonly fact: DiskFact;
  readonly atLeast?: number | undefined;
  readonly equals?: number | undefined;
  readonly bits?: number | undefined;
  readonly state: 'warning' | 'failing';
  readonly reason: string;
}

export interface DiskHealthTable {
  readonly rules: readonly DiskRule[];
}

export interface DiskJudgement {
  readonly health: DiskState;
  /** Stable codes, the graver first; empty when nothing stands against the disk. */
  readonly reasons: readonly string[];
}

/**
 * Health of one disk by what it counts. Its own "passed" is not enough: disks with hundreds of reallocated or with pending
 * sectors say that they passed (measured: smart-megaraid1, smart-ata-date2). No fact that says anything is `unknown`.
 */
export function judgeDisk(raw: DiskReading, table: DiskHealthTable): DiskJudgement {
  const hits = table.rules.filter((rule) => holds(rule, raw[rule.fact])).filter(isFirstLimit);
  const failing = hits.filter(({ state }) => state === 'failing').map(({ reason }) => reason);
  if (raw.isSelfTestPassed === false) failing.unshift('self-test-failed');
  if (raw.sparePercent !== undefined && raw.sparePercent < (raw.spareThresholdPercent ?? 0)) {
    failing.push('spare-low');
  }
  const warning = hits.filter(({ state }) => state === 'warning').map(({ reason }) => reason);
  const reasons = [...new Set([...failing, ...warning])];
  if (failing.length > 0) return { health: 'failing', reasons };
  if (warning.length > 0) return { health: 'warning', reasons };
  return { health: provesHealth(raw) ? 'ok' : 'unknown', reasons };
}

function holds(rule: DiskRule, value: number | undefined): boolean {
  if (value === undefined) return false;
  if (rule.bits !== undefined && (value & rule.bits) !== 0) return true;
  if (rule.equals !== undefined && value === rule.equals) return true;
  return rule.atLeast !== undefined && value >= rule.atLeast;
}

/** Of several limits of one fact the first in the table holds, the highest one. */
function isFirstLimit(rule: DiskRule, at: number, hits: readonly DiskRule[]): boolean {
  const isLimit = (one: DiskRule) => one.fact === rule.fact && one.atLeast !== undefined;
  return rule.atLeast === undefined || hits.findIndex(isLimit) === at;
}

/** MSFT_PhysicalDisk.HealthStatus: 0 is healthy, 5 unknown. */
const healthyStatus = 0;

/** Temperature, hours or a CRC count alone say nothing of a disk's health. */
function provesHealth(raw: DiskReading): boolean {
  return (
    raw.isSelfTestPassed === true ||
    raw.healthStatus === healthyStatus ||
    raw.percentUsed !== undefined ||
    raw.criticalWarning !== undefined ||
    (raw.reallocated !== undefined && raw.pending !== undefined)
  );
}
