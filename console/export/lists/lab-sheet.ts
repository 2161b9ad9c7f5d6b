import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import { missingSeats } from '../../../shared/domain/seats.ts';
import type { ExportInput, ExportScope } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { listColumns, listName, machinesIn, schoolNamesOf } from './list-columns.ts';

type SeatRow = {
  readonly schoolCode: string;
  readonly room: string;
  readonly seat: string | null;
  /** None: a seat without a machine. */
  readonly plan: MachinePlan | undefined;
};

/** Phiếu hiện trạng phòng máy: every seat of a lab, its machine and the state it is in; empty seats too. */
export function labSheet({ plan, scope, text }: ExportInput): DataSheet {
  const nameOf = schoolNamesOf(plan);
  const column = listColumns<SeatRow>(text);
  return dataSheet(listName('lab-sheet', text), seatRows(plan, scope), [
    column.integer('number', (_, index) => index + 1),
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => nameOf(row.schoolCode)),
    column.text('room', (row) => row.room),
    column.text('seat', (row) => row.seat),
    column.text('hostname', ({ plan: of }) => of?.machine.hostname ?? null),
    column.text('assetCode', ({ plan: of }) => of?.machine.assetCode ?? null),
    column.code(
      'state',
      ({ plan: of }) => of?.machine.state ?? 'no-machine',
      (code) => (code === 'no-machine' ? text.t('list.noMachine') : text.say(`state.${code}`)),
    ),
    column.code('counts', countsOf, (code) =>
      code === 'usable' ? text.t('list.usable') : text.say(`reason.${code}`),
    ),
    column.moment('lastSeen', ({ plan: of }) => of?.machine.lastSeenMs ?? null),
  ]);
}

/** Labs of the scope, or the one room that is named, whatever its kind. */
function seatRows(plan: Plan, scope: ExportScope): SeatRow[] {
  const machines = machinesIn(plan, scope).filter(({ machine }) => machine.state !== 'retired');
  const inRoom = Map.groupBy(machines, ({ machine }) => keyOf(machine.schoolCode, machine.room ?? ''));
  return plan.snapshot.rooms
    .filter(({ schoolCode }) => scope.schoolCode === null || schoolCode === scope.schoolCode)
    .filter(({ room, kind }) => (scope.room === null ? kind === 'lab' : room === scope.room))
    .toSorted((a, b) => byCodeUnit(keyOf(a.schoolCode, a.room), keyOf(b.schoolCode, b.room)))
    .flatMap(({ schoolCode, room, seats }) => {
      const present = inRoom.get(keyOf(schoolCode, room)) ?? [];
      const filled = present.map(
        (machine): SeatRow => ({ schoolCode, room, seat: machine.machine.seat, plan: machine }),
      );
      const empty = missingSeats(
        seats ?? 0,
        filled.map(({ seat }) => seat),
      ).map((seat): SeatRow => ({ schoolCode, room, seat: String(seat), plan: undefined }));
      return [...filled, ...empty].sort(bySeat);
    });
}

/** Numbers in their order, then names, then machines without a seat. */
function bySeat(a: SeatRow, b: SeatRow): number {
  const order = byCodeUnit(seatKey(a.seat), seatKey(b.seat));
  return order === 0 ? byCodeUnit(a.plan?.machine.deviceId ?? '', b.plan?.machine.deviceId ?? '') : order;
}

function seatKey(seat: string | null): string {
  if (seat === null) return '2';
  return /^\d+$/.test(seat) ? `0${seat.padStart(16, '0')}` : `1${seat}`;
}

function countsOf({ plan }: SeatRow): string | null {
  return plan === undefined ? null : (plan.verdict.reason ?? 'usable');
}

function keyOf(schoolCode: string, room: string): string {
  return `${schoolCode} ${room}`;
}
