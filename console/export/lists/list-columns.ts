import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { ExportScope } from '../export-kind.ts';
import { columnsFor } from '../sheets/data-sheet.ts';

/** Columns of a list, by their texts `list.column.<id>`. */
export function listColumns<Row>(text: Text) {
  return columnsFor<Row>('list.column', text);
}

/** What a list is called. */
export function listName(what: string, text: Text): { readonly id: string; readonly name: string } {
  return { id: what, name: text.say(`export.what.${what}`) };
}

/** `có`, `không`, or nothing where nobody knows. */
export function yesNo(answer: boolean | null): 'yes' | 'no' | null {
  if (answer === null) return null;
  return answer ? 'yes' : 'no';
}

export function yesNoWords(text: Text): (code: string) => string {
  return (code) => text.t(code === 'yes' ? 'export.yes' : 'export.no');
}

export function schoolNamesOf({ snapshot }: Plan): (schoolCode: string) => string {
  const names = new Map(snapshot.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  return (schoolCode) => names.get(schoolCode) ?? schoolCode;
}

/** Machines of the school and room that an export is narrowed down to. */
export function machinesIn({ machines }: Plan, { schoolCode, room }: ExportScope): readonly MachinePlan[] {
  return machines.filter(
    ({ machine }) =>
      (schoolCode === null || machine.schoolCode === schoolCode) && (room === null || machine.room === room),
  );
}

/** Rows of the school that an export is narrowed down to. */
export function inScope<Row extends { readonly schoolCode: string | null }>(
  rows: readonly Row[],
  { schoolCode }: ExportScope,
): readonly Row[] {
  return schoolCode === null ? rows : rows.filter((row) => row.schoolCode === schoolCode);
}
