import type { SeatAccount } from '../../../shared/domain/allocation/seat-account.ts';
import { share } from '../../../shared/domain/allocation/share.ts';
import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import { districtSnapshot } from '../../tools/district/district.ts';
import { lettersPlan } from './district-money.ts';

/** Figures of one synthetic district without data defects, as the first study measured them. */
export type DistrictFigures = Readonly<Record<(typeof figureNames)[number], number>>;

export const figureNames = [
  'pupils',
  'classes',
  'labs',
  'labPcs',
  'usable',
  'devices',
  'normNeed',
  'neededTeachable',
  'deficitTeachable',
  'deficitLetter',
  'deficitEnrolled',
  'surplusLetter',
  'schoolsInDeficit',
  'floorBinds',
  'maxminLowest',
  'proportionalLowest',
  'maxminAtNorm',
  'proportionalAtNorm',
] as const;

export function districtFigures(seed: number): DistrictFigures {
  const snapshot = districtSnapshot({ seed, hasDefects: false });
  const plan = lettersPlan(snapshot);
  const teachable = lettersPlan(snapshot, {}, { policy: 'teachable' }).needs;
  const enrolled = lettersPlan(snapshot, {}, { denominator: 'enrolled' }).needs;
  const { totals } = plan.needs;
  const rows = snapshot.schools.flatMap((school) => school.rows);
  const total = (numbers: readonly (number | null)[]) =>
    numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0);
  return {
    pupils: total(rows.map(({ students }) => students)),
    classes: total(rows.map(({ classes }) => classes)),
    labs: snapshot.rooms.filter(({ kind }) => kind === 'lab').length,
    labPcs: totals.registered,
    usable: totals.usable,
    devices: snapshot.machines.length,
    normNeed: totals.normNeed,
    neededTeachable: teachable.totals.needed,
    deficitTeachable: teachable.totals.deficit,
    deficitLetter: totals.deficit,
    deficitEnrolled: enrolled.totals.deficit,
    surplusLetter: totals.surplus,
    schoolsInDeficit: teachable.schools.filter(({ deficit }) => (deficit ?? 0) > 0).length,
    floorBinds: teachable.schools.filter(({ needed, normNeed }) => (needed ?? 0) > (normNeed ?? 0)).length,
    ...halfTheMoney(teachable.schools),
  };
}

/** Half of the missing machines, shared over the whole district as if it had one owner. */
function halfTheMoney(schools: readonly SchoolNeed[]) {
  const needing = schools.filter(({ needed }) => (needed ?? 0) > 0);
  const accounts = needing.map(({ schoolCode, needed, usable, deficit, counted }): SeatAccount => {
    const most = { needed: needed ?? 0, have: usable, limit: deficit ?? 0 };
    return { schoolCode, ...most, lot: 1, pupils: counted ?? 0, weightPercent: 100 };
  });
  const units = Math.floor(accounts.reduce((sum, { limit }) => sum + limit, 0) / 2);
  const after = (rule: 'maxmin' | 'proportional') => {
    const given = share(rule, accounts, units);
    return accounts.map(({ have, needed }, index) => (have + (given[index] ?? 0)) / needed);
  };
  const maxmin = after('maxmin');
  const proportional = after('proportional');
  const atNorm = (coverages: readonly number[]) => coverages.filter((coverage) => coverage >= 1).length;
  return {
    maxminLowest: Math.min(...maxmin),
    proportionalLowest: Math.min(...proportional),
    maxminAtNorm: atNorm(maxmin),
    proportionalAtNorm: atNorm(proportional),
  };
}
