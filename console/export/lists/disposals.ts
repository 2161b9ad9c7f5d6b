import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import { residualDong } from '../../../shared/domain/plan/residual-value.ts';
import type { Asset } from '../../../shared/domain/snapshot/register.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName, schoolNamesOf } from './list-columns.ts';

type DisposalRow = {
  readonly schoolCode: string;
  readonly asset: Asset | undefined;
  readonly plan: MachinePlan | undefined;
};

/** Danh sách thanh lý: what the plan proposes to replace, and what the asset book has written off. */
export function disposalSheet({ plan, scope, text }: ExportInput): DataSheet {
  const nameOf = schoolNamesOf(plan);
  const year = new Date(plan.snapshot.asAtMs + plan.snapshot.calendar.utcOffsetMinutes * 60_000)
    .toISOString()
    .slice(0, 4);
  const column = listColumns<DisposalRow>(text);
  const because = (code: string) => text.say(`action.reason.${code}`);
  return dataSheet(listName('disposals', text), inScope(disposals(plan), scope), [
    column.integer('number', (_, index) => index + 1),
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => nameOf(row.schoolCode)),
    column.text('assetCode', assetCodeOf),
    column.text('name', ({ asset, plan: of }) => asset?.name ?? of?.machine.model ?? null),
    column.text('hostname', ({ asset, plan: of }) => of?.machine.hostname ?? asset?.hostname ?? null),
    column.integer('purchaseYear', ({ asset }) => asset?.purchaseYear ?? null),
    column.money('originalCost', ({ asset }) => asset?.costDong ?? null),
    column.integer('usefulLife', ({ plan: of }) => of?.age.usefulLifeYears ?? null),
    column.money('residual', ({ asset, plan: of }) =>
      residualDong(
        { costDong: asset?.costDong ?? null, purchaseYear: asset?.purchaseYear ?? null },
        { usefulLifeYears: of?.age.usefulLifeYears ?? null, year: Number(year) },
      ),
    ),
    column.code(
      'disposal',
      ({ asset }) => (asset !== undefined && asset.writtenOffOn !== null ? 'done' : 'proposed'),
      (code) => text.say(`list.disposal.${code}`),
    ),
    column.day('writtenOffOn', ({ asset }) => asset?.writtenOffOn ?? null),
    column.code('reason', reasonOf, (codes) => codes.split(' ').map(because).join('; '), 40),
  ]);
}

/** By school and code: machines to replace, then entries written off that no machine answers to. */
function disposals({ machines, snapshot }: ExportInput['plan']): DisposalRow[] {
  const assets = new Map(snapshot.assets.map((asset) => [asset.assetCode, asset]));
  const replaced = machines.filter(
    ({ action, machine }) => action === 'replace' || machine.state === 'retired',
  );
  const named = new Set(replaced.map(({ machine }) => machine.assetCode));
  const rows: DisposalRow[] = replaced.map((plan) => {
    const { schoolCode, assetCode } = plan.machine;
    return { schoolCode, plan, asset: assetCode === null ? undefined : assets.get(assetCode) };
  });
  for (const asset of snapshot.assets) {
    const isDone = asset.writtenOffOn !== null && !named.has(asset.assetCode);
    if (isDone) rows.push({ schoolCode: asset.schoolCode, asset, plan: undefined });
  }
  return rows.sort((a, b) => compare(orderKey(a), orderKey(b)));
}

function assetCodeOf({ asset, plan }: DisposalRow): string | null {
  return asset?.assetCode ?? plan?.machine.assetCode ?? null;
}

function reasonOf({ plan }: DisposalRow): string | null {
  if (plan === undefined) return 'written-off';
  if (plan.reasons.length > 0) return plan.reasons.join(' ');
  return plan.machine.state === 'retired' ? 'written-off' : null;
}

function orderKey(row: DisposalRow): string {
  return `${row.schoolCode} ${assetCodeOf(row) ?? ''} ${row.plan?.machine.deviceId ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
