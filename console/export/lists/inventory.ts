import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet, type SheetColumn } from '../sheets/data-sheet.ts';
import { listColumns, listName, machinesIn, schoolNamesOf, yesNo, yesNoWords } from './list-columns.ts';

/** Every machine of the snapshot, whatever it is for, with what is known of it and whether it counts. */
export function inventorySheet({ plan, scope, text }: ExportInput): DataSheet {
  const columns = [...placeColumns(schoolNamesOf(plan), text), ...partColumns(text), ...judgedColumns(text)];
  return dataSheet(listName('inventory', text), machinesIn(plan, scope), columns);
}

function placeColumns(nameOf: (schoolCode: string) => string, text: Text): SheetColumn<MachinePlan>[] {
  const column = listColumns<MachinePlan>(text);
  return [
    column.integer('number', (_, index) => index + 1),
    column.text(
      'deviceId',
      of((machine) => machine.deviceId),
    ),
    column.text(
      'schoolCode',
      of((machine) => machine.schoolCode),
    ),
    column.text(
      'schoolName',
      of((machine) => nameOf(machine.schoolCode)),
    ),
    column.text(
      'site',
      of((machine) => machine.siteCode ?? null),
    ),
    column.text(
      'room',
      of((machine) => machine.room ?? null),
    ),
    column.text(
      'seat',
      of((machine) => machine.seat),
    ),
    column.text(
      'hostname',
      of((machine) => machine.hostname ?? null),
    ),
    column.code(
      'role',
      of((machine) => machine.role),
      (code) => text.say(`role.${code}`),
    ),
    column.code(
      'state',
      of((machine) => machine.state),
      (code) => text.say(`state.${code}`),
    ),
    column.text(
      'assetCode',
      of((machine) => machine.assetCode),
    ),
    column.text(
      'serial',
      of((machine) => machine.serial),
    ),
  ];
}

const mebi = 2 ** 20;

function partColumns(text: Text): SheetColumn<MachinePlan>[] {
  const column = listColumns<MachinePlan>(text);
  return [
    column.code(
      'chassis',
      of((machine) => machine.chassis),
      (code) => text.say(`list.chassis.${code}`),
    ),
    column.text(
      'model',
      of((machine) => machine.model),
    ),
    column.text(
      'cpu',
      of((machine) => machine.cpuModel),
    ),
    column.integer(
      'memoryMib',
      of((machine) => inMib(machine.installedMemoryBytes ?? machine.memoryBytes)),
    ),
    column.code(
      'systemDisk',
      of((machine) => machine.systemDisk),
      (code) => code.toUpperCase(),
    ),
    column.integer(
      'freeDiskMib',
      of((machine) => inMib(machine.systemDiskFreeBytes)),
    ),
    column.text(
      'os',
      of((machine) => machine.os),
    ),
    column.day(
      'osSupportEnds',
      of((machine) => machine.osSupportEnds),
    ),
    column.code(
      'antivirus',
      of((machine) => machine.antivirus),
      (code) => text.say(`antivirus.${code}`),
    ),
    column.code(
      'antivirusLicensed',
      of((machine) => yesNo(machine.isAntivirusLicensed)),
      yesNoWords(text),
    ),
  ];
}

function judgedColumns(text: Text): SheetColumn<MachinePlan>[] {
  const column = listColumns<MachinePlan>(text);
  return [
    column.integer('ageYears', ({ age }) => age.years),
    column.code(
      'ageSource',
      ({ age }) => age.source,
      (code) => text.say(`age.source.${code}`),
    ),
    column.code('counted', ({ verdict }) => yesNo(verdict.counts), yesNoWords(text)),
    column.code(
      'reason',
      ({ verdict }) => verdict.reason,
      (code) => text.say(`reason.${code}`),
      28,
    ),
    column.code(
      'action',
      ({ action }) => action,
      (code) => text.say(`action.${code}`),
    ),
    column.moment(
      'lastSeen',
      of((machine) => machine.lastSeenMs),
    ),
  ];
}

function of<Value>(value: (machine: SnapshotMachine) => Value): (plan: MachinePlan) => Value {
  return ({ machine }) => value(machine);
}

function inMib(bytes: number | null): number | null {
  return bytes === null ? null : Math.round(bytes / mebi);
}
