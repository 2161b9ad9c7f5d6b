import type { ConfirmationRow } from '../../../shared/contract/snapshot.ts';
import type { SchoolOutcome } from '../../../shared/domain/allocation/allocation.ts';
import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Text } from '../../../shared/text/text.ts';
import { problemsText } from '../../rows/need-rows.ts';
import { columnsFor, type DataSheet, dataSheet, type SheetColumn } from './data-sheet.ts';

type SchoolLine = {
  readonly need: SchoolNeed;
  readonly outcome: SchoolOutcome | undefined;
  /** Machines that are not counted, by reason. */
  readonly uncounted: ReadonlyMap<string, number>;
  readonly confirmation: ConfirmationRow | undefined;
};

/** One line a school: what it declares, what reports, what counts, what it lacks and on what that rests. */
export function schoolSheet(
  plan: Plan,
  confirmations: readonly ConfirmationRow[],
  isNamed: boolean,
  text: Text,
): DataSheet {
  const outcomes = new Map(plan.allocation.outcomes.map((outcome) => [outcome.schoolCode, outcome]));
  const said = new Map(confirmations.map((confirmation) => [confirmation.schoolCode, confirmation]));
  const uncounted = uncountedBySchool(plan);
  const rows = plan.needs.schools.map((need) => ({
    need,
    outcome: outcomes.get(need.schoolCode),
    uncounted: uncounted.get(need.schoolCode) ?? new Map<string, number>(),
    confirmation: said.get(need.schoolCode),
  }));
  const columns = [
    ...nameColumns(text),
    ...needFigures(text),
    ...machineFigures(text),
    ...outcomeFigures(text),
    ...doubts(isNamed, text),
  ];
  return dataSheet({ id: 'schools', name: text.t('export.sheet.schools') }, rows, columns, {
    totals: schoolTotals(plan, text),
  });
}

function uncountedBySchool(plan: Plan): Map<string, Map<string, number>> {
  const bySchool = new Map<string, Map<string, number>>();
  for (const { machine, verdict } of plan.machines) {
    if (verdict.reason === null || verdict.reason === 'role-not-student') continue;
    const reasons = bySchool.get(machine.schoolCode) ?? new Map<string, number>();
    reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
    bySchool.set(machine.schoolCode, reasons);
  }
  return bySchool;
}

function nameColumns(text: Text): SheetColumn<SchoolLine>[] {
  const of = columnsFor<SchoolLine>('export.school', text);
  return [
    of.integer('no', (_, index) => index + 1, { width: 6 }),
    of.text('schoolCode', ({ need }) => need.schoolCode, { width: 12 }),
    of.text('schoolName', ({ need }) => need.schoolName, { width: 28 }),
    of.text('commune', ({ need }) => need.commune),
    of.text('owner', ({ need, outcome }) => outcome?.owner ?? need.owner),
    of.text('level', ({ need }) => need.level, { width: 10 }),
  ];
}

function needFigures(text: Text): SheetColumn<SchoolLine>[] {
  const of = columnsFor<SchoolLine>('export.school', text);
  return [
    of.integer('counted', ({ need }) => need.counted),
    of.text(
      'normRatio',
      ({ need }) => need.levels.flatMap((level) => level.pupilsPerComputer ?? []).join('; '),
      { width: 10 },
    ),
    of.integer('normNeed', ({ need }) => need.normNeed),
    of.integer('seatFloor', ({ need }) => need.seatFloor),
    of.integer('labsNeeded', ({ need }) => need.labsNeeded),
    of.integer('neededLetter', ({ need }) => need.neededLetter),
    of.integer('neededTeachable', ({ need }) => need.neededTeachable),
    of.integer('needed', ({ need }) => need.needed),
  ];
}

function machineFigures(text: Text): SheetColumn<SchoolLine>[] {
  const of = columnsFor<SchoolLine>('export.school', text);
  return [
    of.integer('declared', ({ need }) => need.declared),
    of.integer('registered', ({ need }) => need.registered),
    of.integer('usable', ({ need }) => need.usable),
    of.decimal('coverage', ({ need }) => need.coverage),
    of.decimal('ratio', ({ need }) => need.studentsPerComputer),
    of.code(
      'basis',
      ({ need }) => need.basis,
      (basis) => text.say(`basis.${basis}`),
      14,
    ),
    of.integer('deficit', ({ need }) => need.deficit),
    of.integer('surplus', ({ need }) => need.surplus),
  ];
}

function outcomeFigures(text: Text): SheetColumn<SchoolLine>[] {
  const of = columnsFor<SchoolLine>('export.school', text);
  return [
    of.integer('repaired', ({ outcome }) => outcome?.repaired ?? null),
    of.integer('transferredIn', ({ outcome }) => outcome?.transferredIn ?? null),
    of.integer('transferredOut', ({ outcome }) => outcome?.transferredOut ?? null),
    of.integer('bought', ({ outcome }) => outcome?.bought ?? null),
    of.integer('after', ({ outcome }) => outcome?.after ?? null),
    of.decimal('coverageAfter', ({ outcome }) => outcome?.coverageAfter ?? null),
  ];
}

function doubts(isNamed: boolean, text: Text): SheetColumn<SchoolLine>[] {
  const of = columnsFor<SchoolLine>('export.school', text);
  const list = (uncounted: SchoolLine['uncounted'], name: (code: string) => string): string =>
    [...uncounted]
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([code, count]) => `${count} ${name(code)}`)
      .join('; ');
  return [
    of.text('uncounted', ({ uncounted }) => list(uncounted, (code) => code), {
      width: 34,
      words: ({ uncounted }) => list(uncounted, (code) => text.say(`reason.${code}`)),
    }),
    of.text(
      'problems',
      ({ need }) => [...need.missing.map(({ reason }) => reason), ...need.flags].join(' '),
      {
        width: 34,
        words: ({ need }) => problemsText(need, text),
      },
    ),
    ...(isNamed
      ? [
          of.code(
            'confirmation',
            ({ confirmation }) => confirmation?.state ?? 'draft',
            (state) => text.say(`export.confirmation.${state}`),
          ),
        ]
      : []),
  ];
}

/** Sums over the schools whose deficit is known; what was counted and what was declared stand apart. */
function schoolTotals({ needs: { totals } }: Plan, text: Text): DataSheet['totals'] {
  const { included, schools } = totals;
  return [
    {
      schoolName: text.t('export.total.schools', { included, schools }),
      ...{ normNeed: totals.normNeed, neededLetter: totals.neededLetter },
      ...{ neededTeachable: totals.neededTeachable, needed: totals.needed },
      ...{ declared: totals.declared, registered: totals.registered, usable: totals.usable },
      surplus: totals.surplus,
    },
    { schoolName: text.t('needs.total.measured'), deficit: totals.deficit },
    { schoolName: text.t('needs.total.declared'), deficit: totals.deficitDeclared },
  ];
}
