import type { ItemCode } from '../item/item.ts';
import type { SnapshotMachine } from '../snapshot/machine.ts';
import type { Delivered } from '../snapshot/register.ts';
import type { Plan } from './plan.ts';

/** `beating`: heard of since it came (at all, where the day is not known); `elsewhere`: at another school; `silent`: known but not heard of since; `not-joined`: no such machine. */
export const deliveryStates = ['beating', 'elsewhere', 'silent', 'not-joined'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface DeliveredMachine {
  readonly lot: string;
  readonly assetCode: string | null;
  readonly serial: string | null;
  readonly deviceId: string | null;
  readonly hostname: string | null;
  /** Where it is now. */
  readonly schoolCode: string | null;
  readonly state: DeliveryState;
}

/** One item of one school after the purchase. */
export interface DeliveryLine {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly item: ItemCode;
  /** Bought by the plan. */
  readonly approved: number;
  readonly delivered: number;
  /** Named machines that report at this school; null where none was named. */
  readonly beating: number | null;
  /** approved − delivered. */
  readonly undelivered: number;
  /** Named machines − beating ones; null where none was named. */
  readonly notBeating: number | null;
  /** Delivered without asset code and serial: nothing to look for. */
  readonly unidentified: number;
  readonly machines: readonly DeliveredMachine[];
}

/** Approved, delivered, beating and the differences, by school and item; machines are found by asset code, then serial. */
export function deliveryLines(
  plan: Plan,
  delivered: readonly Delivered[],
  machines: readonly SnapshotMachine[],
): DeliveryLine[] {
  const approved = approvedQuantities(plan);
  const rowsOf = Map.groupBy(delivered, keyOf);
  const find = finderOf(machines, plan.snapshot.calendar.utcOffsetMinutes);
  const names = new Map(plan.snapshot.schools.map(({ schoolCode, schoolName }) => [schoolCode, schoolName]));
  return [...new Set([...approved.keys(), ...rowsOf.keys()])].sort().map((key) => {
    const [schoolCode = '', item = ''] = key.split(' ');
    const rows = rowsOf.get(key) ?? [];
    const found = rows.filter(isIdentified).map(find);
    const quantity = rows.reduce((sum, row) => sum + row.quantity, 0);
    const beating = found.filter(({ state }) => state === 'beating').length;
    return {
      ...{ schoolCode, schoolName: names.get(schoolCode) ?? schoolCode, item: item as ItemCode },
      ...{ approved: approved.get(key) ?? 0, delivered: quantity },
      beating: found.length === 0 ? null : beating,
      undelivered: (approved.get(key) ?? 0) - quantity,
      notBeating: found.length === 0 ? null : found.length - beating,
      unidentified: quantity - rows.filter(isIdentified).reduce((sum, row) => sum + row.quantity, 0),
      machines: found,
    };
  });
}

function approvedQuantities({ allocation }: Plan): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const line of allocation.lines) {
    if (line.action !== 'buy' && line.action !== 'minimum') continue;
    quantities.set(keyOf(line), (quantities.get(keyOf(line)) ?? 0) + line.quantity);
  }
  return quantities;
}

function keyOf({ schoolCode, item }: { readonly schoolCode: string; readonly item: string }): string {
  return `${schoolCode} ${item}`;
}

function isIdentified({ assetCode, serial }: Delivered): boolean {
  return assetCode !== null || serial !== null;
}

function finderOf(
  machines: readonly SnapshotMachine[],
  utcOffsetMinutes: number,
): (row: Delivered) => DeliveredMachine {
  const byAsset = byCode(machines, ({ assetCode }) => assetCode);
  const bySerial = byCode(machines, ({ serial }) => serial);
  return ({ lot, schoolCode, assetCode, serial, deliveredOn }) => {
    const machine =
      (assetCode === null ? undefined : byAsset(assetCode, schoolCode)) ??
      (serial === null ? undefined : bySerial(serial, schoolCode));
    const since = deliveredOn === null ? 0 : Date.parse(deliveredOn) - utcOffsetMinutes * 60_000;
    return {
      ...{ lot, assetCode, serial },
      deviceId: machine?.deviceId ?? null,
      hostname: machine?.hostname ?? null,
      schoolCode: machine?.schoolCode ?? null,
      state: stateOf(machine, schoolCode, since),
    };
  };
}

function stateOf(machine: SnapshotMachine | undefined, schoolCode: string, sinceMs: number): DeliveryState {
  if (machine === undefined) return 'not-joined';
  if (machine.schoolCode !== schoolCode) return 'elsewhere';
  return machine.connected || (machine.lastSeenMs ?? -1) >= sinceMs ? 'beating' : 'silent';
}

/** Codes are typed by hand on one side; of machines that share one, the one at the school it was delivered to. */
function byCode(
  machines: readonly SnapshotMachine[],
  codeOf: (machine: SnapshotMachine) => string | null,
): (code: string, schoolCode: string) => SnapshotMachine | undefined {
  const coded = machines.flatMap((machine) => {
    const code = codeOf(machine);
    return code === null ? [] : [{ sign: signOf(code), machine }];
  });
  const groups = Map.groupBy(coded, ({ sign }) => sign);
  return (code, schoolCode) => {
    const found = groups.get(signOf(code)) ?? [];
    return (found.find(({ machine }) => machine.schoolCode === schoolCode) ?? found[0])?.machine;
  };
}

function signOf(code: string): string {
  return code.normalize('NFC').trim().toUpperCase();
}
