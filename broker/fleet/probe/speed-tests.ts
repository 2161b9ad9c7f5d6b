import { randomBytes } from 'node:crypto';
import type { SpeedTest } from '../../../shared/contract/line-facts.ts';
import type { LineMedium } from '../../../shared/domain/line/line.ts';
import {
  costOfTest,
  countsSince,
  holdsAnother,
  type Lease,
  runsFor,
  type TestRules,
  usedOf,
} from '../../../shared/domain/probe/budget.ts';
import type { LessonHours } from '../../../shared/domain/probe/lesson.ts';
import { isPlannedNow, weekStart } from '../../../shared/domain/probe/plan.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { MeasuringPoint } from '../lines-deps.ts';
import { monthOf, monthSpan } from '../local-day.ts';
import { connectedBoot, type HeldLine, inTurn, type ProbesState } from './probe-state.ts';

/** Leases for speed tests: one at a time in a school, a few at a time in the fleet, within each line's month. */
export type SpeedTests = {
  readonly load: () => Promise<void>;
  /** Every few seconds: grants what is asked for and what is due. */
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** What the measuring server counted of one direction of a test. */
  readonly counted: (leaseId: string, lineBytes: number) => void;
  readonly spentOf: (lineId: string) => SpentMonth;
  /** A test as soon as the line is free: its lease's id. */
  readonly request: (lineId: string) => Result<string, TestRefusal>;
};

/** Why a line cannot be tested: nobody probes it now, there is nothing to test against, its month is spent. */
export type TestRefusal = 'no-prober' | 'no-server' | 'no-budget';

/** What a line's speed tests took of its month, and what they may take. */
export type SpentMonth = {
  readonly tests: number;
  readonly usedBytes: number;
  readonly rules: TestRules;
};

/** `countedBytes`: by the measuring server, since this broker began. */
type BookedLease = Lease & { readonly countedBytes: number };

/** A test that may be going on. */
type LiveTest = Pick<Lease, 'lineId' | 'deviceId'> & {
  /** Lines of one school may share a router. */
  readonly schoolCode: string | null;
  /** By the monotonic clock: setting the other one neither ends a test nor lengthens it. */
  readonly overMs: number;
};

type Book = {
  readonly probes: ProbesState;
  readonly hours: LessonHours;
  /** By line, of this month and the one before. */
  readonly leases: Map<string, readonly BookedLease[]>;
  readonly live: Map<string, LiveTest>;
  /** Line → what a person asked for. */
  readonly wishes: Map<string, { readonly leaseId: string; readonly untilMs: number }>;
};

/** Of subscriptions that count bytes. */
const meteredMedia: ReadonlySet<LineMedium> = new Set(['4g', '5g', 'satellite']);
/** A person does not wait longer for a line to become free. */
const wishMs = 10 * 60_000;
/** Results of the days that an outbox is likely to be late are still taken. */
const keptMs = 62 * 86_400_000;

export function createSpeedTests(probes: ProbesState, hours: LessonHours): SpeedTests {
  const book: Book = { probes, hours, leases: new Map(), live: new Map(), wishes: new Map() };
  return {
    load: () => load(book),
    tick: () => tick(book),
    applyReports: (reports) => {
      for (const report of reports) if (report.speed !== undefined) settle(book, report, report.speed);
    },
    counted: (leaseId, lineBytes) => count(book, leaseId, lineBytes),
    spentOf: (lineId) => {
      const leases = monthOfLine(book, lineId);
      return { tests: leases.length, usedBytes: usedOf(leases), rules: probes.probing.tests };
    },
    request: (lineId) => request(book, lineId),
  };
}

async function load(book: Book): Promise<void> {
  const { store, clock, lines } = book.probes;
  for (const lease of await store.leases(clock.now() - keptMs)) {
    note(book, { ...lease, countedBytes: 0 });
    const leftMs = runsFor(lease);
    if (leftMs > 0) occupy(book, lease, lines.get(lease.lineId)?.schoolCode ?? null, leftMs);
  }
}

function note({ leases, probes }: Book, lease: BookedLease): void {
  const known = leases.get(lease.lineId) ?? [];
  const from = probes.clock.now() - keptMs;
  const kept = known.filter(({ leaseId, grantedAt }) => leaseId !== lease.leaseId && grantedAt >= from);
  leases.set(lease.lineId, [...kept, lease]);
}

function occupy(
  { live, probes }: Book,
  { leaseId, lineId, deviceId }: Lease,
  schoolCode: string | null,
  forMs: number,
): void {
  live.set(leaseId, { lineId, deviceId, schoolCode, overMs: probes.clock.monotonicMs() + forMs });
}

/** The leases of a line that count in the local month of now. */
function monthOfLine({ leases, probes }: Book, lineId: string): readonly Lease[] {
  const { calendar } = probes.rules;
  const { startMs } = monthSpan(monthOf(probes.clock.now(), calendar), calendar);
  return (leases.get(lineId) ?? []).filter((lease) => countsSince(lease, startMs));
}

function request(book: Book, lineId: string): Result<string, TestRefusal> {
  const { probes, wishes } = book;
  const line = probes.lines.get(lineId);
  if (line === undefined || proberOf(book, line) === null) return err('no-prober');
  if (probes.measuring() === null) return err('no-server');
  const waiting = wishes.get(lineId);
  if (waiting !== undefined) return ok(waiting.leaseId);
  if (!holdsAnother(monthOfLine(book, lineId), probes.probing.tests)) return err('no-budget');
  const leaseId = newLeaseId();
  wishes.set(lineId, { leaseId, untilMs: probes.clock.monotonicMs() + wishMs });
  tick(book);
  return ok(leaseId);
}

function newLeaseId(): string {
  return randomBytes(12).toString('base64url');
}

function tick(book: Book): void {
  const { probes, live, wishes } = book;
  const nowMs = probes.clock.now();
  const monotonicMs = probes.clock.monotonicMs();
  for (const [leaseId, { overMs }] of live) if (monotonicMs >= overMs) live.delete(leaseId);
  for (const [lineId, { untilMs }] of wishes) if (monotonicMs >= untilMs) wishes.delete(lineId);
  const point = probes.measuring();
  if (point === null) return;
  grantWishes(book, point);
  grantPlanned(book, point, nowMs);
}

/** A person asked: at any hour. */
function grantWishes(book: Book, point: MeasuringPoint): void {
  for (const [lineId, { leaseId }] of [...book.wishes]) {
    const line = book.probes.lines.get(lineId);
    const isGranted = line !== undefined && grant(book, line, point, { leaseId, isPlanned: false });
    if (isGranted) book.wishes.delete(lineId);
  }
}

function grantPlanned(book: Book, point: MeasuringPoint, nowMs: number): void {
  const { lines, probing, rules } = book.probes;
  const { leaseMs, testsAtOnce, isScheduled } = probing.tests;
  const timetable = { calendar: rules.calendar, hours: book.hours };
  if (!isScheduled) return;
  for (const line of lines.values()) {
    if (book.live.size >= testsAtOnce) return;
    if (!isPlannedNow(line.lineId, nowMs, timetable, leaseMs) || isPlanMet(book, line.lineId, nowMs))
      continue;
    if (isMeteredBackup(book, line.lineId)) continue;
    grant(book, line, point, { leaseId: newLeaseId(), isPlanned: true });
  }
}

/** One test a week, also one that failed: what is wrong with the line is wrong in the next minute too. */
function isPlanMet({ leases, probes }: Book, lineId: string, nowMs: number): boolean {
  const from = weekStart(nowMs, probes.rules.calendar);
  return (leases.get(lineId) ?? []).some(({ isPlanned, grantedAt }) => isPlanned && grantedAt >= from);
}

/** The line's prober, if it is connected and was told so. */
function proberOf({ probes }: Book, { lineId, seats }: HeldLine): string | null {
  const { deviceId } = seats.prober;
  if (deviceId === null || probes.muteUntil.has(deviceId)) return null;
  const boot = connectedBoot(probes, deviceId);
  const told = probes.told.get(deviceId);
  const isTold = told?.lineId === lineId && told.duty === 'prober' && told.boot === boot;
  return boot !== null && isTold ? deviceId : null;
}

/** What is paid by the byte and kept for bad days is tested by order of a person alone. */
function isMeteredBackup({ probes }: Book, lineId: string): boolean {
  const entry = probes.register.entry(lineId);
  return entry?.duty === 'backup' && meteredMedia.has(entry.medium);
}

/** The line's prober was seen on another line of its school last: a test would cost that one, and measure it. */
function isElsewhere({ probes }: Book, { lineId, schoolCode }: HeldLine, deviceId: string): boolean {
  const { register } = probes;
  const seenAt = (id: string): number => {
    const measured = register.measured(id);
    return measured?.deviceId === deviceId ? measured.measuredAt : Number.NEGATIVE_INFINITY;
  };
  const own = seenAt(lineId);
  return register
    .entriesOf(schoolCode)
    .some((other) => other.lineId !== lineId && seenAt(other.lineId) > own);
}

type Wanted = { readonly leaseId: string; readonly isPlanned: boolean };

/** Booked and written before the machine hears of it: nothing that runs is unknown after a crash. */
function grant(book: Book, line: HeldLine, point: MeasuringPoint, { leaseId, isPlanned }: Wanted): boolean {
  const { probes } = book;
  const { tests } = probes.probing;
  const { lineId, schoolCode } = line;
  const deviceId = proberOf(book, line);
  if (deviceId === null || isBusy(book, { lineId, schoolCode, deviceId })) return false;
  if (isElsewhere(book, line, deviceId) || !holdsAnother(monthOfLine(book, lineId), tests)) return false;
  const grantedAt = probes.clock.now();
  const lease: BookedLease = {
    ...{ leaseId, lineId, deviceId, isPlanned, grantedAt, until: grantedAt + tests.leaseMs },
    ...{ bookedBytes: tests.leaseBytes, settledAt: null, usedBytes: 0, countedBytes: 0 },
  };
  note(book, lease);
  occupy(book, lease, schoolCode, runsFor(lease));
  inTurn(probes, async () => {
    await probes.store.addLease(lease);
    await giveLease(probes, lease, point);
  });
  return true;
}

/** A machine that was moved to another school may still be testing the line of the one before. */
function isBusy(
  { live, probes }: Book,
  wanted: { readonly lineId: string; readonly schoolCode: string; readonly deviceId: string },
): boolean {
  if (live.size >= probes.probing.tests.testsAtOnce) return true;
  const { lineId, schoolCode, deviceId } = wanted;
  return live
    .values()
    .some((test) => test.schoolCode === schoolCode || test.lineId === lineId || test.deviceId === deviceId);
}

async function giveLease({ orders, clock }: ProbesState, lease: Lease, point: MeasuringPoint): Promise<void> {
  const { leaseId, lineId, until, bookedBytes } = lease;
  const ticket = point.isOurs ? point.ticketFor({ leaseId, until, budgetBytes: bookedBytes }) : null;
  await orders.give(
    lease.deviceId,
    {
      ...{ kind: 'probe-lease', lineId, until, budgetBytes: bookedBytes },
      ...{ serverUrl: point.ndt7Url, isOurs: point.isOurs },
      ...(ticket === null ? {} : { ticket }),
    },
    Math.max(0, until - clock.now()),
    leaseId,
  );
}

/** The first word on a lease by the machine that had it, stored with its report; it frees the line and says what it cost. */
function settle(book: Book, report: StoredReport, { startedAgo, ...test }: SpeedTest): void {
  const { probes, live } = book;
  const lease = book.leases.get(test.lineId)?.find(({ leaseId }) => leaseId === test.leaseId);
  if (lease === undefined || lease.deviceId !== report.deviceId || lease.settledAt !== null) return;
  if (report.timeQuality !== 'anchored') return;
  const schoolCode =
    live.get(lease.leaseId)?.schoolCode ?? probes.lines.get(lease.lineId)?.schoolCode ?? null;
  const usedBytes = Math.max(lease.usedBytes, costOfTest(test));
  note(book, { ...lease, settledAt: report.receivedAt, usedBytes });
  live.delete(lease.leaseId);
  const at = Math.round(report.measuredAt - startedAgo * 1_000);
  if (schoolCode !== null) probes.register.tested(schoolCode, at, test);
}

/** The server's count rules: a machine may tell more than was counted, and never less. */
function count(book: Book, leaseId: string, lineBytes: number): void {
  const { probes, leases } = book;
  const lease = leases
    .values()
    .flatMap((ofLine) => ofLine.values())
    .find((one) => one.leaseId === leaseId);
  if (lease === undefined) return;
  const countedBytes = lease.countedBytes + lineBytes;
  const usedBytes = Math.max(lease.usedBytes, countedBytes);
  note(book, { ...lease, countedBytes, usedBytes });
  inTurn(probes, () => probes.store.countLease(leaseId, usedBytes));
}
