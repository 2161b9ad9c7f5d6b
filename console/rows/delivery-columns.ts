import type { DeliveredMachine, DeliveryLine } from '../../shared/domain/plan/delivery.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { numberColumn, wordsColumn } from './words-column.ts';

export const deliveryColumns: readonly Column<DeliveryLine>[] = [
  wordsColumn('schoolCode', 'column.code', (row) => row.schoolCode),
  wordsColumn('schoolName', 'column.school', (row) => row.schoolName),
  wordsColumn(
    'item',
    'delivery.column.item',
    (row) => row.item,
    (row, text) => text.t(`item.${row.item}`),
  ),
  numberColumn('approved', 'delivery.column.approved', (row) => row.approved),
  numberColumn('delivered', 'delivery.column.delivered', (row) => row.delivered),
  numberColumn('beating', 'delivery.column.beating', (row) => row.beating),
  numberColumn('undelivered', 'delivery.column.undelivered', (row) => row.undelivered),
  numberColumn('notBeating', 'delivery.column.notBeating', (row) => row.notBeating),
  numberColumn('unidentified', 'delivery.column.unidentified', (row) => row.unidentified),
];

/** Delivered machines that do not report where they should, one line each. */
export function missingMachineLines(lines: readonly DeliveryLine[], text: Text): string[] {
  return lines.flatMap(({ schoolCode, machines }) =>
    machines
      .filter(({ state }) => state !== 'beating')
      .map((machine) => `  ${schoolCode}  ${machineText(machine, text)}`),
  );
}

function machineText({ assetCode, serial, hostname, schoolCode, state }: DeliveredMachine, text: Text) {
  const name = [assetCode, serial, hostname].filter((part) => part !== null).join(' / ');
  return `${name}: ${text.t(`delivery.state.${state}`, { school: schoolCode ?? '' })}`;
}
