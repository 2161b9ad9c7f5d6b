import { bookValueOf } from '../../../shared/domain/item/age.ts';
import { localDayText } from '../../../shared/domain/item/local-day.ts';
import type { BookValue, MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Asset } from '../../../shared/domain/snapshot/register.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName, schoolNamesOf } from './list-columns.ts';

type DisposalRow = {
  readonly schoolCode: string;
  readonly asset: Asset | undefined;
  readonly book: BookValue | null;
  readonly plan: MachinePlan | undefined;
};

/** Danh sách thanh lý: what the plan proposes to replace, and what the asset book has written off. */
export function disposalSheet({ plan, scope, text }: ExportInput): DataSheet {
  const nameOf = schoolNamesOf(plan);
  const column = listColumns<DisposalRow>(text);
  const because = (code: string) => text.say(`action.reason.${code}`);
  return dataSheet(listName('disposals', text), inScope(disposals(plan), scope), [
    column.integer('number', (_, index) => index + 1),
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => nameOf(row.schoolCode)),
    column.text('assetCode', assetCodeOf),
    column.text('name', ({ asset, plan: of }) => asset?.name ?? of?.machine.model ?? null),
    column.text('hostname', ({ asset, plan: of }) => of?.machine.hostname ?? asset?.hostname ?? null),
    column.integer('purchaseYear', ({ asset }) => purchaseYearOf(asset)),
    column.money('originalCost', ({ book }) => book?.costDong ?? null),
    column.money('residual', ({ book }) => book?.residualDong ?? null),
    column.integer('ageYears', ({ plan: of }) => of?.age.years ?? null),
    column.code('disposal', disposalOf, (code) => text.say(`list.disposal.${code}`)),
    column.day('writtenOffOn', ({ asset }) => asset?.writtenOffOn ?? null),
    column.code('reason', reasonOf, (codes) => codes.split(' ').map(because).join('; '), 40),
  ]);
}

/** By school and code: machines to replace or retired, then entries written off that no machine answers to. */
function disposals({ machines, snapshot, packs: [pack] }: Plan): DisposalRow[] {
  const assets = new Map(snapshot.assets.map((asset) => [keyOf(asset.schoolCode, asset.assetCode), asset]));
  const frame = {
    day: localDayText(snapshot.asAtMs, snapshot.calendar),
    usefulLives: pack.usefulLives,
  };
  const going = machines.filter(({ action, machine }) => action === 'replace' || machine.state === 'retired');
  const named = new Set(going.map(bookKeyOf));
  const rows = going.map((plan): DisposalRow => {
    const { schoolCode } = plan.machine;
    return { schoolCode, plan, asset: assets.get(bookKeyOf(plan)), book: plan.book };
  });
  const writtenOff = snapshot.assets
    .filter(({ writtenOffOn }) => writtenOffOn !== null)
    .filter(({ schoolCode, assetCode }) => !named.has(keyOf(schoolCode, assetCode)))
    .map((asset): DisposalRow => {
      const { schoolCode } = asset;
      return { schoolCode, plan: undefined, asset, book: bookValueOf(asset, frame) };
    });
  return [...rows, ...writtenOff].sort((a, b) => byCodeUnit(orderKey(a), orderKey(b)));
}

/** Schools number their assets each for itself. */
function keyOf(schoolCode: string, assetCode: string): string {
  return `${schoolCode} ${assetCode}`;
}

function bookKeyOf({ book, machine }: MachinePlan): string {
  return keyOf(machine.schoolCode, book?.assetCode ?? machine.assetCode ?? '');
}

function assetCodeOf({ asset, plan }: DisposalRow): string | null {
  return asset?.assetCode ?? plan?.machine.assetCode ?? null;
}

function purchaseYearOf(asset: Asset | undefined): number | null {
  if (asset === undefined) return null;
  return asset.purchaseYear ?? (asset.purchasedOn === null ? null : Number(asset.purchasedOn.slice(0, 4)));
}

/** Done only by the asset book: that a machine is retired here sells nothing. */
function disposalOf({ asset }: DisposalRow): 'proposed' | 'done' {
  return asset !== undefined && asset.writtenOffOn !== null ? 'done' : 'proposed';
}

function reasonOf({ plan }: DisposalRow): string | null {
  if (plan === undefined) return 'written-off';
  if (plan.reasons.length > 0) return plan.reasons.join(' ');
  return plan.machine.state === 'retired' ? 'written-off' : null;
}

function orderKey(row: DisposalRow): string {
  return `${row.schoolCode} ${assetCodeOf(row) ?? ''} ${row.plan?.machine.deviceId ?? ''}`;
}
