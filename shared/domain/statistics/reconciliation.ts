import { isHeld } from '../item/count-machines.ts';
import { declaredCount } from '../item/counted.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Asset } from '../snapshot/register.ts';
import type { UsableReason } from '../usable.ts';
import { countAnswers } from './answers.ts';
import { type SchoolPart, schoolParts } from './school-part.ts';

/** What a school declares and the machines show. */
export const differenceSubjects = [
  'student-machines',
  'asset-book',
  'unbooked',
  'labs',
  'internet',
  'lines',
] as const;
export type DifferenceSubject = (typeof differenceSubjects)[number];

/** Why a machine stands behind a difference: it counts, it does not (why), the book lacks it, or it is only in the book. */
export type MachineCause = 'counted' | UsableReason | 'not-in-book' | 'only-in-book' | 'online' | 'offline';

/** A machine behind a figure; one that stands only in the asset book has no id. */
export interface DifferenceMachine {
  readonly deviceId: string | null;
  readonly hostname: string | null;
  readonly room: string | null;
  readonly assetCode: string | null;
  readonly cause: MachineCause;
}

/** One subject of one school: null is unknown, and leaves the difference unknown. */
export interface Difference {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly subject: DifferenceSubject;
  readonly declared: number | null;
  readonly measured: number | null;
  /** declared − measured. */
  readonly difference: number | null;
  readonly machines: readonly DifferenceMachine[];
}

/**
 * Declared beside measured, for every school and subject, agreeing ones included (a difference of 0 is a finding too). The
 * machines behind a figure are named where it differs or is unknown.
 */
export function reconciliation(plan: Plan): Difference[] {
  const assets = Map.groupBy(plan.snapshot.assets, ({ schoolCode }) => schoolCode);
  return schoolParts(plan).flatMap((part) => [
    studentMachines(part),
    assetBook(part, assets.get(part.school.schoolCode) ?? []),
    unbooked(part, assets.get(part.school.schoolCode) ?? []),
    labs(part),
    internet(part),
    lines(part),
  ]);
}

function studentMachines(part: SchoolPart): Difference {
  const { declared, registered } = part.need;
  const behind = part.machines.filter(
    ({ isRegistered, machine }) => isRegistered || machine.role === 'student',
  );
  return difference(part, 'student-machines', declared, registered, () =>
    behind.map((plan) => named(plan, plan.verdict.reason ?? 'counted')),
  );
}

/** Entries of the book that are computers and not written off, against those that a machine answers to. */
function assetBook(part: SchoolPart, assets: readonly Asset[]): Difference {
  const booked = assets.filter(({ item, writtenOffOn }) => isComputer(item) && writtenOffOn === null);
  const found = new Set(part.machines.flatMap(({ book }) => book?.assetCode ?? []));
  const missing = booked.filter(({ assetCode }) => !found.has(assetCode));
  const isKept = assets.length > 0;
  const measured = isKept ? booked.length - missing.length : null;
  return difference(part, 'asset-book', isKept ? booked.length : null, measured, () =>
    missing.map(({ assetCode, hostname }) => ({
      ...{ deviceId: null, hostname, room: null, assetCode },
      cause: 'only-in-book',
    })),
  );
}

/** Machines that the book names, against all of them: donated ones are often in no book. */
function unbooked(part: SchoolPart, assets: readonly Asset[]): Difference {
  const held = part.machines.filter(isHeld);
  const missing = held.filter(({ book }) => book === null);
  const declared = assets.length > 0 ? held.length - missing.length : null;
  return difference(part, 'unbooked', declared, held.length, () =>
    declared === null ? [] : missing.map((plan) => named(plan, 'not-in-book')),
  );
}

/** An entry without an item may be anything that answers to an agent. */
function isComputer(item: Asset['item']): boolean {
  return item === null || item.endsWith('-pc');
}

function labs(part: SchoolPart): Difference {
  const found = part.rooms.filter(({ kind }) => kind === 'lab').length;
  const declared = declaredCount(part.equipment, 'lab-room')?.existing ?? null;
  return difference(part, 'labs', declared, part.rooms.length === 0 ? null : found, () => []);
}

/** 1 is yes and 0 is no: a line in the register against a machine that reached the Internet. */
function internet(part: SchoolPart): Difference {
  const present = part.machines.filter(isHeld);
  const { yes, no } = countAnswers(present.map(({ machine }) => machine.wasOnline));
  const declared = part.lines.length === 0 ? null : 1;
  const measured = yes + no === 0 ? null : Number(yes > 0);
  const known = present.filter(({ machine }) => machine.wasOnline !== null);
  return difference(part, 'internet', declared, measured, () =>
    known.map((plan) => named(plan, plan.machine.wasOnline === true ? 'online' : 'offline')),
  );
}

/** Lines of the register against those of which anything was measured. */
function lines(part: SchoolPart): Difference {
  const measured = part.lines.filter(
    ({ measuredDownMbps, availabilityPercent }) => measuredDownMbps !== null || availabilityPercent !== null,
  ).length;
  const declared = part.lines.length === 0 ? null : part.lines.length;
  return difference(part, 'lines', declared, declared === null || measured === 0 ? null : measured, () => []);
}

function difference(
  { school }: SchoolPart,
  subject: DifferenceSubject,
  declared: number | null,
  measured: number | null,
  machines: () => readonly DifferenceMachine[],
): Difference {
  const { schoolCode, schoolName } = school;
  const gap = declared === null || measured === null ? null : declared - measured;
  const figures = { declared, measured, difference: gap, machines: gap === 0 ? [] : machines() };
  return { schoolCode, schoolName, subject, ...figures };
}

function named({ machine }: MachinePlan, cause: MachineCause): DifferenceMachine {
  const { deviceId, hostname = null, room = null, assetCode } = machine;
  return { deviceId, hostname, room, assetCode, cause };
}
