import type { FindingRow } from '../../shared/contract/finding-rows.ts';
import type { AvailabilityRow, LineRow, OutageRow, ServiceRow } from '../../shared/contract/line-rows.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { monthOf, monthSpan } from '../fleet/local-day.ts';
import type { Rules } from '../fleet/standing.ts';
import type { Actor, Handlers } from '../query/handler.ts';

/** What a digest is made of: the answers that a person over the unit would get. */
export type DigestAnswers = Pick<
  Handlers,
  'outageList' | 'lineList' | 'serviceList' | 'availability' | 'findings'
>;

export type DigestRows = {
  readonly outages: readonly OutageRow[];
  readonly lines: readonly LineRow[];
  readonly services: readonly ServiceRow[];
  /** Of lines, this month so far. */
  readonly availability: readonly AvailabilityRow[];
  /** The critical ones that nobody accepted or fixed. */
  readonly findings: readonly FindingRow[];
};

const dayMs = 86_400_000;

/** Asks for everything about a unit; incidents are those that last and those that ended since a day before `sinceMs`. */
export async function askDigest(
  answers: DigestAnswers,
  { calendar }: Rules,
  { unitId, sinceMs, nowMs }: { readonly unitId: string; readonly sinceMs: number; readonly nowMs: number },
): Promise<Result<DigestRows, AppError>> {
  const actor: Actor = { userId: 'digest', name: 'digest', role: 'technician', unitId };
  const { startMs } = monthSpan(monthOf(nowMs, calendar), calendar);
  const month = { by: 'line', from: startMs, until: nowMs } as const;
  const [open, over, lines, services, availability, findings] = await Promise.all([
    answers.outageList({ unitId, isOpen: true }, actor),
    // What backfill brought to light only now may have ended before the last digest.
    answers.outageList({ unitId, isOpen: false, from: Math.max(0, sinceMs - dayMs), until: nowMs }, actor),
    answers.lineList({ unitId }, actor),
    answers.serviceList({}, actor),
    answers.availability({ unitId, ...month }, actor),
    answers.findings({ unitId, severity: 'critical', statuses: ['open', 'acknowledged'] }, actor),
  ]);
  for (const answer of [open, over, lines, services, availability, findings]) if (!answer.ok) return answer;
  return ok({
    outages: [
      ...rowsOf(open, (page) => page.outages).filter(({ end }) => end === null),
      ...rowsOf(over, (page) => page.outages).filter(({ end }) => end !== null),
    ],
    lines: rowsOf(lines, (page) => page.lines),
    services: rowsOf(services, (page) => page.services),
    availability: rowsOf(availability, (page) => page.rows),
    findings: rowsOf(findings, (page) => page.findings),
  });
}

function rowsOf<Page, Row>(
  answer: Result<readonly Page[], AppError>,
  rows: (page: Page) => readonly Row[],
): Row[] {
  return answer.ok ? answer.value.flatMap(rows) : [];
}
