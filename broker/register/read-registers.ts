import type { CalendarTable } from '../../shared/contract/calendar-rules.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedDeadlines } from '../../shared/data/deadlines.ts';
import { shippedNormPacks, withAssumptions } from '../../shared/data/norms.ts';
import { shippedPrices } from '../../shared/data/prices.ts';
import type { NormPack, NormPackFile } from '../../shared/domain/norm.ts';
import { byCodeUnit } from '../../shared/domain/order.ts';
import type { Closure, Deadline, Delivered, Registers } from '../../shared/domain/snapshot/register.ts';
import type { RegisterStore } from '../store/register-port.ts';
import { storedRows } from './stored-rows.ts';

export type AllRegisters = Registers & {
  readonly closures: readonly Closure[];
  readonly delivered: readonly Delivered[];
  /** The shipped calendar with the closures that were entered. */
  readonly calendar: CalendarTable;
};

/**
 * Every register that people keep, over the tables that ship with the product: an entered price or deadline takes the place
 * of the shipped one. Norm packs that were imported come first, the latest in force before the others.
 * @param asAtMs only what had been said by then
 */
export async function readRegisters(store: RegisterStore, asAtMs?: number): Promise<AllRegisters> {
  const rows = async <K extends Parameters<typeof storedRows>[1]>(register: K) => [
    ...(await storedRows(store, register, asAtMs)).values(),
  ];
  const closures = await rows('calendar');
  return {
    sites: await rows('sites'),
    assets: await rows('assets'),
    equipment: await rows('equipment'),
    prices: overlaid(shippedPrices(), await rows('prices'), ({ item }) => item),
    budgets: await rows('budgets'),
    priorities: await rows('priorities'),
    checklist: await rows('checklist'),
    aliases: await rows('aliases'),
    deadlines: overlaid(shippedDeadlines(), await rows('deadlines'), deadlineKey),
    headers: await rows('headers'),
    normPacks: normPacksOf(await rows('norms')),
    delivered: await rows('delivered'),
    closures,
    calendar: calendarWith(closures),
  };
}

/** The calendar of this installation: the shipped one with the closures that were entered. */
export async function installationCalendar(store: RegisterStore): Promise<CalendarTable> {
  return calendarWith([...(await storedRows(store, 'calendar')).values()]);
}

/** An entered closure takes the place of the shipped assumptions about the same days; holidays by law stay. */
function calendarWith(closures: readonly Closure[]): CalendarTable {
  const shipped = shippedCalendar();
  const isEntered = ({ from, to }: Closure | CalendarTable['dated'][number]): boolean =>
    closures.some((closure) => closure.from <= to && closure.to >= from);
  const kept = shipped.dated.filter((range) => range.status !== 'assumption' || !isEntered(range));
  const entered = closures.map(({ name, from, to, source }) => ({
    ...{ name: { vi: name, en: name }, from, to, status: 'norm' as const },
    ...{ source: source ?? name, sourceDate: from },
  }));
  const dated = [...kept, ...entered].sort((a, b) => byCodeUnit(a.from, b.from) || byCodeUnit(a.to, b.to));
  return { ...shipped, dated };
}

function overlaid<Row>(
  shipped: readonly Row[],
  entered: readonly Row[],
  key: (row: Row) => string,
): readonly Row[] {
  const rows = new Map([...shipped, ...entered].map((row) => [key(row), row]));
  return [...rows].sort(([a], [b]) => byCodeUnit(a, b)).map(([, row]) => row);
}

function deadlineKey({ report, from, to }: Deadline): string {
  return `${report}/${from}/${to}`;
}

function normPacksOf(entered: readonly NormPackFile[]): readonly NormPack[] {
  const own = entered
    .map(withAssumptions)
    .sort((a, b) => byCodeUnit(b.validFrom, a.validFrom) || byCodeUnit(a.id, b.id));
  const isOwn = new Set(own.map(({ id }) => id));
  return [...own, ...shippedNormPacks().filter(({ id }) => !isOwn.has(id))];
}
