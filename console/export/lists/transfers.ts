import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { listColumns, listName, schoolNamesOf, yesNoWords } from './list-columns.ts';

type TransferRow = {
  readonly fromSchool: string;
  readonly toSchool: string;
  readonly deviceId: string;
  readonly plan: MachinePlan | undefined;
  readonly distanceKm: number | null;
  readonly isCrossOwner: boolean;
};

/** Danh sách điều chuyển: one line a machine, from whom to whom, in what condition. */
export function transferSheet({ plan, scope, text }: ExportInput): DataSheet {
  const nameOf = schoolNamesOf(plan);
  const machines = new Map(plan.machines.map((machine) => [machine.machine.deviceId, machine]));
  const rows = plan.allocation.transfers
    .filter(({ fromSchool, toSchool }) =>
      scope.schoolCode === null ? true : [fromSchool, toSchool].includes(scope.schoolCode),
    )
    .flatMap(({ deviceIds, ...transfer }) =>
      deviceIds.map((deviceId): TransferRow => ({ ...transfer, deviceId, plan: machines.get(deviceId) })),
    );
  const column = listColumns<TransferRow>(text);
  return dataSheet(listName('transfers', text), rows, [
    column.integer('number', (_, index) => index + 1),
    column.text('fromSchool', (row) => row.fromSchool),
    column.text('fromSchoolName', (row) => nameOf(row.fromSchool)),
    column.text('toSchool', (row) => row.toSchool),
    column.text('toSchoolName', (row) => nameOf(row.toSchool)),
    column.text('assetCode', ({ plan: of }) => of?.machine.assetCode ?? null),
    column.text('hostname', ({ plan: of }) => of?.machine.hostname ?? null),
    column.text('serial', ({ plan: of }) => of?.machine.serial ?? null),
    column.text('model', ({ plan: of }) => of?.machine.model ?? null),
    column.code('condition', conditionOf, (code) =>
      code === 'usable' ? text.t('list.usable') : text.say(`reason.${code}`),
    ),
    column.integer('ageYears', ({ plan: of }) => of?.age.years ?? null),
    column.decimal('distanceKm', (row) => row.distanceKm),
    column.code('crossOwner', (row) => (row.isCrossOwner ? 'yes' : 'no'), yesNoWords(text)),
    column.text('deviceId', (row) => row.deviceId),
  ]);
}

function conditionOf({ plan }: TransferRow): string | null {
  return plan === undefined ? null : (plan.verdict.reason ?? 'usable');
}
