import type { Role } from '../device.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { ChassisForm } from '../usable.ts';
import { countAnswers } from './answers.ts';
import { declaredOrSeen } from './equipment-figures.ts';
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

/** Machines that are not student machines, and what hangs on machines; more than the agents see where the school declares more. */
export function otherFigures({ machines, equipment }: SchoolPart): OtherFigures {
  const present = machines.filter(isPresent);
  const ofRole = (...roles: Role[]) => present.filter(({ machine }) => roles.includes(machine.role)).length;
  const ofForm = (form: ChassisForm) => present.filter(({ machine }) => machine.chassis === form).length;
  const attached = (count: (machine: SnapshotMachine) => number | null) =>
    present.reduce((sum, { machine }) => sum + (count(machine) ?? 0), 0);
  const servers = present.filter(({ machine }) => machine.role === 'server' || machine.chassis === 'server');
  return {
    officeMachines: declaredOrSeen(equipment, ['office-pc'], ofRole('office')),
    teacherMachines: declaredOrSeen(
      equipment,
      ['teacher-pc', 'department-pc'],
      ofRole('teacher', 'department'),
    ),
    laptops: declaredOrSeen(equipment, [], ofForm('laptop')),
    tablets: declaredOrSeen(equipment, [], ofForm('tablet')),
    servers: declaredOrSeen(equipment, [], servers.length),
    printers: declaredOrSeen(
      equipment,
      ['printer'],
      attached(({ printers }) => printers),
    ),
    webcams: declaredOrSeen(
      equipment,
      ['webcam'],
      attached(({ cameras }) => cameras),
    ),
  };
}

type SafetyFigures = Pick<
  SchoolStatistics,
  'antivirusLicensedAndFresh' | 'unsupportedSystems' | 'pastUsefulLife'
>;

/** Over every machine that stands in the school, whatever it is for. */
export function safetyFigures({ machines }: SchoolPart): SafetyFigures {
  const present = machines.filter(isPresent);
  return {
    antivirusLicensedAndFresh: countAnswers(present.map(({ machine }) => isProtected(machine))),
    unsupportedSystems: countAnswers(present.map(({ machine }) => negated(machine.isOsSupported))),
    pastUsefulLife: countAnswers(
      present.map(({ age }) => (age.years === null ? null : age.years > age.usefulLifeYears)),
    ),
  };
}

/** Neither a newcomer nor written off. */
export function isPresent({ machine }: MachinePlan): boolean {
  return machine.state !== 'pending' && machine.state !== 'retired';
}

/** Protection that is on and licensed; off or out of date is a no whatever the licence. */
export function isProtected({ antivirus, isAntivirusLicensed }: SnapshotMachine): boolean | null {
  if (antivirus === 'unknown') return null;
  return antivirus === 'on' ? isAntivirusLicensed : false;
}

function negated(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}
