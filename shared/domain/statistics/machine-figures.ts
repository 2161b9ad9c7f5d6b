import { countPrinters, countRolePcs, countWebcams, isHeld } from '../item/count-machines.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { ChassisForm } from '../usable.ts';
import { countAnswers } from './answers.ts';
import type { SchoolPart } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

type StudentFigures = Pick<
  SchoolStatistics,
  'basis' | 'declared' | 'registered' | 'usable' | 'studentMachines' | 'studentMachinesInUse'
> &
  Pick<SchoolStatistics, 'studentMachinesBroken' | 'declaredMinusRegistered' | 'hasComputersForTeaching'>;

/**
 * Student machines: counted where enough of the declared ones report, else the school's own number; without either, unknown.
 * A machine that nobody heard of is neither in use nor broken.
 */
export function studentFigures({ need, machines }: SchoolPart): StudentFigures {
  const { basis, declared, registered, usable } = need;
  const broken = machines.filter(({ isRegistered, machine }) => isRegistered && isBroken(machine)).length;
  const counted = {
    measured: { studentMachines: registered, studentMachinesInUse: usable, studentMachinesBroken: broken },
    declared: { studentMachines: declared, studentMachinesInUse: declared, studentMachinesBroken: null },
    insufficient: { studentMachines: null, studentMachinesInUse: null, studentMachinesBroken: null },
  }[basis];
  return {
    ...{ basis, declared, registered, usable, ...counted },
    declaredMinusRegistered: declared === null ? null : declared - registered,
    hasComputersForTeaching: hasComputers(need, broken),
  };
}

/** SDG 4.a.1 asks for computers that pupils learn with: ones that are merely silent leave it unknown. */
function hasComputers({ basis, declared, registered, usable }: SchoolPart['need'], broken: number) {
  if (usable > 0) return true;
  if (basis === 'declared') return declared !== 0;
  return basis === 'measured' && broken === registered ? false : null;
}

function isBroken({ state }: SnapshotMachine): boolean {
  return state === 'broken' || state === 'in-repair';
}

type OtherFigures = Pick<
  SchoolStatistics,
  'officeMachines' | 'teacherMachines' | 'laptops' | 'tablets' | 'servers' | 'printers' | 'webcams'
>;

/** Machines beside those of pupils and what hangs on machines, by the counts of the other norms: measured or declared, the larger. */
export function otherFigures(part: SchoolPart): OtherFigures {
  const held = part.machines.filter(isHeld);
  const ofForm = (form: ChassisForm) =>
    unknownIfNone(held.filter(({ machine }) => machine.chassis === form).length);
  const teacher = countRolePcs(part, 'teacher-pc')?.existing ?? null;
  const department = countRolePcs(part, 'department-pc')?.existing ?? null;
  const servers = held.filter(({ machine }) => machine.role === 'server' || machine.chassis === 'server');
  return {
    officeMachines: countRolePcs(part, 'office-pc')?.existing ?? null,
    teacherMachines: teacher === null && department === null ? null : (teacher ?? 0) + (department ?? 0),
    laptops: ofForm('laptop'),
    tablets: ofForm('tablet'),
    servers: unknownIfNone(servers.length),
    printers: countPrinters(part)?.existing ?? null,
    webcams: countWebcams(part)?.existing ?? null,
  };
}

/** Things without an agent may stand there: that none was seen does not say that there is none. */
function unknownIfNone(seen: number): number | null {
  return seen > 0 ? seen : null;
}

type SafetyFigures = Pick<
  SchoolStatistics,
  'antivirusLicensedAndFresh' | 'unsupportedSystems' | 'pastUsefulLife'
>;

/** Over every machine that the school holds, whatever it is for. */
export function safetyFigures({ machines }: SchoolPart): SafetyFigures {
  const held = machines.filter(isHeld);
  return {
    antivirusLicensedAndFresh: countAnswers(held.map(({ machine }) => isProtected(machine))),
    unsupportedSystems: countAnswers(held.map(({ machine }) => negated(machine.isOsSupported))),
    pastUsefulLife: countAnswers(
      held.map(({ age }) => (age.years === null ? null : age.years > age.usefulLifeYears)),
    ),
  };
}

/** Protection that is on and licensed; off or out of date is a no whatever the licence. */
function isProtected({ antivirus, isAntivirusLicensed }: SnapshotMachine): boolean | null {
  if (antivirus === 'unknown') return null;
  return antivirus === 'on' ? isAntivirusLicensed : false;
}

function negated(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}
