import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet, type SheetColumn } from './data-sheet.ts';
import { lineTotals } from './line-totals.ts';

/** The purchase list: the columns of "Nhu cầu mua sắm", then group and purpose; totals and the amount in words below. */
export function lineSheet(
  lines: readonly ProcurementLine[],
  noteOf: (line: ProcurementLine) => string,
  text: Text,
): DataSheet {
  const columns = [...itemColumns(text), ...countColumns(text), ...moneyColumns(noteOf, text)];
  return dataSheet({ id: 'lines', name: text.t('export.sheet.lines') }, lines, columns, {
    totals: lineTotals(lines, text),
  });
}

function itemColumns(text: Text): SheetColumn<ProcurementLine>[] {
  const of = columnsFor<ProcurementLine>('export.line', text);
  return [
    of.integer('no', (_, index) => index + 1, { width: 6 }),
    of.text('schoolCode', (line) => line.schoolCode, { width: 12 }),
    of.text('schoolName', (line) => line.schoolName, { width: 28 }),
    of.text('level', (line) => line.level, { width: 10 }),
    of.text('site', (line) => line.siteCode, { width: 10 }),
    of.code(
      'item',
      (line) => line.item,
      (item) => text.say(`item.${item}`),
      38,
    ),
    of.code(
      'unit',
      (line) => line.unit,
      (unit) => text.say(`item.unit.${unit}`),
      15,
    ),
    of.integer('norm', (line) => line.needed),
    of.text('normBasis', (line) => line.normBasis, { width: 48, words: (line) => basisText(line, text) }),
    of.integer('pupilsCounted', (line) => line.pupilsCounted),
  ];
}

function countColumns(text: Text): SheetColumn<ProcurementLine>[] {
  const of = columnsFor<ProcurementLine>('export.line', text);
  return [
    of.integer('existing', (line) => line.existing),
    of.integer('usable', (line) => line.usable),
    of.integer('toRepair', (line) => line.toRepair),
    of.integer('toUpgrade', (line) => line.toUpgrade),
    of.integer('toReplace', (line) => line.toReplace),
    of.integer('transferIn', (line) => line.transferIn),
    of.integer('transferOut', (line) => line.transferOut),
    of.integer('deficit', (line) => line.deficit),
    of.integer('buy', (line) => line.buy),
  ];
}

function moneyColumns(noteOf: (line: ProcurementLine) => string, text: Text): SheetColumn<ProcurementLine>[] {
  const of = columnsFor<ProcurementLine>('export.line', text);
  return [
    of.money('unitPrice', (line) => line.unitPriceDong),
    of.money('amount', (line) => line.amountDong),
    of.code(
      'funding',
      (line) => line.funding,
      (funding) => text.say(`item.funding.${funding}`),
      14,
    ),
    of.text('year', (line) => (line.year === null ? null : String(line.year)), { width: 8 }),
    of.integer('priority', (line) => line.priority, { width: 9 }),
    of.text('reason', (line) => line.reasons.join(' '), {
      width: 50,
      words: ({ reasons }) => reasons.map((code) => text.say(`line.reason.${code}`)).join('; '),
    }),
    of.text('note', noteOf, { width: 24 }),
    of.code(
      'group',
      (line) => line.group,
      (group) => text.say(`item.group.${group}`),
      18,
    ),
    of.code(
      'purpose',
      (line) => line.purpose,
      (purpose) => text.say(`item.purpose.${purpose}`),
      20,
    ),
  ];
}

/** The words that a norm rests on, and how binding they are; nothing for what no norm asks for. */
function basisText({ normBasis, normStatus }: ProcurementLine, text: Text): string | null {
  return normBasis === '' ? null : `${normBasis} (${text.say(`rule.status.${normStatus}`)})`;
}
