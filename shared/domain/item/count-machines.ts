import type { SnapshotLicence } from '../snapshot/register.ts';
import { type Count, type Counted, combined, countedAnswers, declaredCount, sum } from './counted.ts';
import type { Holdings } from './holdings.ts';
import type { MachinePlan } from './machine-plan.ts';

const roleOfItem = { 'office-pc': 'office', 'department-pc': 'department', 'teacher-pc': 'teacher' } as const;
export type RolePc = keyof typeof roleOfItem;

/** The school's own: no newcomer, nothing written off or private, and a machine one can touch. */
export function isHeld({ machine, uncounted }: MachinePlan): boolean {
  const isOurs = uncounted !== 'private' && machine.isVirtual !== true;
  return isOurs && machine.state !== 'pending' && machine.state !== 'retired';
}

/**
 * PCs of a role, by the rules of a student PC but for the room. A school that none was ever seen of may have some without an
 * agent, so only a declaration says none; machines of unknown purpose may be of this one.
 */
export function countRolePcs({ machines, equipment }: Holdings, item: RolePc): Count | null {
  const held = machines.filter((plan) => isHeld(plan) && !isOtherForm(plan));
  const existing = held.filter(({ machine }) => machine.role === roleOfItem[item]).length;
  const usable = held.filter(({ countsAs }) => countsAs === item).length;
  const isWhole = held.every(({ machine }) => machine.role !== 'unknown');
  return combined(existing === 0 ? null : { existing, usable, isWhole }, declaredCount(equipment, item));
}

function isOtherForm({ machine: { chassis } }: MachinePlan): boolean {
  return chassis === 'server' || chassis === 'tablet';
}

/**
 * Printers that machines tell of. One network printer is told by every machine that prints on it, so the most that any single
 * machine tells is what there is at least; a school with more declares them.
 */
export function countPrinters({ machines, equipment }: Holdings): Count | null {
  const told = toldBy(machines, ({ machine }) => machine.printers);
  const most = (plans: readonly Told[]) => Math.max(0, ...plans.map(({ pieces }) => pieces));
  return combined(measuredOf(told, most), declaredCount(equipment, 'printer'));
}

/** Cameras of the machines at which management meets: office machines and those in an office or studio. */
export function countWebcams({ machines, equipment }: Holdings): Count | null {
  const meeting = machines.filter(
    ({ machine: { role, roomKind } }) => role === 'office' || roomKind === 'office' || roomKind === 'studio',
  );
  const told = toldBy(meeting, ({ machine }) => machine.cameras);
  const all = (plans: readonly Told[]) => sum(plans.map(({ pieces }) => pieces));
  return combined(measuredOf(told, all), declaredCount(equipment, 'webcam'));
}

interface Told {
  readonly pieces: number;
  readonly isWorking: boolean;
}

function toldBy(machines: readonly MachinePlan[], pieces: (plan: MachinePlan) => number | null): Told[] {
  return machines.filter(isHeld).flatMap((plan) => {
    const told = pieces(plan);
    return told === null ? [] : [{ pieces: told, isWorking: plan.isWorking }];
  });
}

function measuredOf(told: readonly Told[], total: (told: readonly Told[]) => number): Counted | null {
  if (told.length === 0) return null;
  return { existing: total(told), usable: total(told.filter(({ isWorking }) => isWorking)), isWhole: true };
}

/**
 * Licences of antivirus: the seats that the school holds, or the machines on which a licensed one runs, whichever is more. Seats
 * past their last day are held and no longer usable.
 */
export function countAntivirus(holdings: Holdings, day: string): Count | null {
  const protectedOnes = computersOf(holdings).map(({ machine }) => machine);
  const answers = protectedOnes.map(({ antivirus, isAntivirusLicensed }) => {
    if (isAntivirusLicensed === false) return false;
    if (antivirus === 'unknown') return null;
    return antivirus === 'on' ? isAntivirusLicensed : false;
  });
  const told = countedAnswers(answers);
  const measured = { ...told, existing: told.usable };
  return combined(answers.length === 0 ? null : measured, seatsOf(holdings.licences, day));
}

/** Computers that antivirus is asked for: whatever runs a system and is the school's own. */
export function computersOf({ machines }: Holdings): readonly MachinePlan[] {
  return machines.filter((plan) => isHeld(plan) && plan.machine.chassis !== 'tablet');
}

function seatsOf(licences: readonly SnapshotLicence[], day: string): Counted | null {
  if (licences.length === 0) return null;
  const valid = licences.filter(({ expiresOn }) => expiresOn === null || expiresOn >= day);
  const seats = (held: readonly SnapshotLicence[]) => sum(held.map((licence) => licence.seats));
  return { existing: seats(licences), usable: seats(valid), isWhole: true };
}
