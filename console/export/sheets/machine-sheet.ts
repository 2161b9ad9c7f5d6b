import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet, type SheetColumn } from './data-sheet.ts';

/** The evidence: every machine, counted or not, why, and what is proposed for it. `registered` and `counts` are 1 or 0, so that a reader adds them up. */
export function machineSheet(plan: Plan, text: Text): DataSheet {
  const names = new Map(plan.snapshot.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  const columns = [
    ...whereColumns(names, text),
    ...whatColumns(text),
    ...verdictColumns(text),
    ...actionColumns(text),
  ];
  return dataSheet({ id: 'machines', name: text.t('export.sheet.machines') }, plan.machines, columns);
}

function whereColumns(names: ReadonlyMap<string, string>, text: Text): SheetColumn<MachinePlan>[] {
  const of = columnsFor<MachinePlan>('export.machine', text);
  return [
    of.text('schoolCode', ({ machine }) => machine.schoolCode, { width: 12 }),
    of.text('schoolName', ({ machine }) => names.get(machine.schoolCode) ?? null, { width: 26 }),
    of.text('site', ({ machine }) => machine.siteCode ?? null, { width: 9 }),
    of.text('room', ({ machine }) => machine.room ?? null, { width: 12 }),
    of.code(
      'roomKind',
      ({ machine }) => machine.roomKind ?? null,
      (kind) => text.say(`roomKind.${kind}`),
    ),
    of.text('seat', ({ machine }) => machine.seat, { width: 7 }),
    of.text('deviceId', ({ machine }) => machine.deviceId, { width: 21, isUnique: true }),
    of.text('hostname', ({ machine }) => machine.hostname ?? null, { isUnique: true }),
    of.text('assetCode', ({ machine }) => machine.assetCode, { isUnique: true }),
    of.text('serial', ({ machine }) => machine.serial, { isUnique: true }),
  ];
}

function whatColumns(text: Text): SheetColumn<MachinePlan>[] {
  const of = columnsFor<MachinePlan>('export.machine', text);
  return [
    of.text('model', ({ machine }) => machine.model, { width: 22 }),
    of.code(
      'role',
      ({ machine }) => machine.role,
      (role) => text.say(`role.${role}`),
      14,
    ),
    of.code(
      'state',
      ({ machine }) => machine.state,
      (state) => text.say(`state.${state}`),
      12,
    ),
    of.moment('lastSeen', ({ machine }) => machine.lastSeenMs),
    of.decimal('memoryGb', ({ machine }) => gigabytes(machine.memoryBytes)),
    of.decimal('freeDiskGb', ({ machine }) => gigabytes(machine.systemDiskFreeBytes)),
  ];
}

function verdictColumns(text: Text): SheetColumn<MachinePlan>[] {
  const of = columnsFor<MachinePlan>('export.machine', text);
  return [
    of.integer('registered', ({ isRegistered }) => Number(isRegistered), { width: 9 }),
    of.integer('counts', ({ verdict }) => Number(verdict.counts), { width: 9 }),
    of.code(
      'reason',
      ({ verdict }) => verdict.reason,
      (reason) => text.say(`reason.${reason}`),
      24,
    ),
    of.text('warnings', ({ verdict }) => listed(verdict.warnings), {
      width: 24,
      words: ({ verdict }) =>
        listed(
          verdict.warnings.map((code) => text.say(`export.warning.${code}`)),
          '; ',
        ),
    }),
    of.integer('ageYears', ({ age }) => age.years, { width: 8 }),
    of.code(
      'ageSource',
      ({ age }) => age.source,
      (source) => text.say(`age.source.${source}`),
      14,
    ),
    of.integer('usefulLife', ({ age }) => age.usefulLifeYears, { width: 9 }),
  ];
}

function actionColumns(text: Text): SheetColumn<MachinePlan>[] {
  const of = columnsFor<MachinePlan>('export.machine', text);
  return [
    of.code(
      'action',
      ({ action }) => action,
      (action) => text.say(`action.${action}`),
      14,
    ),
    of.text('actionReasons', ({ reasons }) => listed(reasons), {
      width: 26,
      words: ({ reasons }) =>
        listed(
          reasons.map((code) => text.say(`action.reason.${code}`)),
          '; ',
        ),
    }),
    of.money('cost', ({ costDong }) => costDong),
    of.integer('usableAfter', ({ isUsableAfter }) => Number(isUsableAfter), { width: 9 }),
    of.integer('movable', ({ isMovable }) => Number(isMovable), { width: 9 }),
  ];
}

function listed(codes: readonly string[], separator = ' '): string | null {
  return codes.length === 0 ? null : codes.join(separator);
}

/** Two decimals, from bytes. */
function gigabytes(bytes: number | null): number | null {
  return bytes === null ? null : Math.round(bytes / (1024 ** 3 / 100)) / 100;
}
