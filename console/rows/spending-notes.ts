import type { AllocationLine } from '../../shared/domain/allocation/allocation.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import { yearlyAssumptions } from '../../shared/domain/plan/recurring.ts';
import type { Text } from '../../shared/text/text.ts';

/** What this software assumes about money, and the amounts that it could not count: of these lines of a plan. */
export function spendingNotes(
  { allocation, needs }: Plan,
  isMeant: (line: Pick<AllocationLine, 'owner'>) => boolean,
  text: Text,
): string[] {
  const names = new Map(needs.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  const isRepairAssumed = allocation.lines.some(
    (line) => isMeant(line) && line.action === 'recurring' && line.item === 'repair',
  );
  const percent = yearlyAssumptions.repairSharePercent;
  return [
    ...(isRepairAssumed ? [text.t('alloc.assumption.repairShare', { percent })] : []),
    ...allocation.problems.filter(isMeant).map(({ schoolCode, item, reason }) =>
      text.t(`alloc.problem.${reason}`, {
        school: names.get(schoolCode) ?? schoolCode,
        item: text.t(`item.${item}`),
      }),
    ),
  ];
}
