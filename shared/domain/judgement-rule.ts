import type { DeviceCondition, Role } from './device.ts';
import type { Evidence, MachineFindingCode, Severity } from './finding.ts';
import type { JudgementTables } from './judgement-tables.ts';
import type { AbsentFacts, MachineFacts } from './machine-facts.ts';
import type { AbsentReason, Section } from './reading.ts';
import type { OnDays } from './signature-age.ts';
import type { ChassisForm } from './usable.ts';

/** One machine as the rules see it. */
export interface MachineForJudgement {
  readonly role: Role;
  readonly facts: MachineFacts;
  readonly absent: AbsentFacts;
  readonly conditions: readonly DeviceCondition[];
  readonly chassis: ChassisForm | null;
  /** On which days it ran; null counts every day. */
  readonly onDays: OnDays | null;
  /** When it was last heard: its facts are known to hold until then. Null: never. */
  readonly heardAt: number | null;
  /** The fastest line that its school entered, in Mb/s downwards; null where it entered none, or no rate. */
  readonly fastestLineMbps: number | null;
}

/** When, and by which tables, machines are judged. */
export interface JudgementFrame {
  readonly nowMs: number;
  /** Of the installation's local day; Vietnam is +420. */
  readonly utcOffsetMinutes: number;
  readonly tables: JudgementTables;
}

/** What one rule says of one machine. */
export type Ruling =
  | { readonly verdict: 'clear' | 'unknown' | 'not-applicable' }
  | {
      readonly verdict: 'found';
      readonly evidence: readonly [Evidence, ...Evidence[]];
      /** Of this case; without it the table's severity holds. */
      readonly severity?: Severity | undefined;
      /** The cause, if that is found on the same machine too. */
      readonly causes?: readonly MachineFindingCode[] | undefined;
    };

export type Rule = (machine: MachineForJudgement, frame: JudgementFrame) => Ruling;

export const clear: Ruling = { verdict: 'clear' };
export const unknown: Ruling = { verdict: 'unknown' };
export const notApplicable: Ruling = { verdict: 'not-applicable' };

/** One raw value as evidence. */
export function raw(fact: string, value: string | number | boolean): Evidence {
  return { fact, value: String(value).slice(0, 200).toWellFormed() };
}

export function found(
  evidence: readonly [Evidence, ...Evidence[]],
  more: { readonly severity?: Severity; readonly causes?: readonly MachineFindingCode[] } = {},
): Ruling {
  return { verdict: 'found', evidence, ...more };
}

/** Why a fact has no value, if the machine said so. */
export function absence(
  machine: MachineForJudgement,
  section: Section,
  fact: string,
): AbsentReason | undefined {
  return machine.absent[section]?.[fact];
}

/** A setting that is surely not set, so that the system's default holds; anything else without a value is not known. */
export function isUnset(machine: MachineForJudgement, section: Section, fact: string): boolean {
  return absence(machine, section, fact) === 'no-data';
}

/**
 * For a fact without a value: the platform has no such thing, or nothing is known of it. Windows has it: there it was the way
 * of asking that is missing (no PowerShell, a broken WMI), which proves nothing and ends no finding.
 */
export function missing(machine: MachineForJudgement, section: Section, fact: string): Ruling {
  const hasNone = absence(machine, section, fact) === 'unsupported';
  return hasNone && machine.facts.system?.platform !== 'windows' ? notApplicable : unknown;
}

/** Judged on Windows alone; while the platform is not known, nothing is. */
export function onWindows(rule: Rule): Rule {
  return (machine, frame) => {
    const platform = machine.facts.system?.platform;
    if (platform === undefined) return unknown;
    return platform === 'windows' ? rule(machine, frame) : notApplicable;
  };
}
