import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Handler, Handlers } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { lineRowNamed } from './line-rows.ts';
import { roomReadinessHandler } from './room-readiness.ts';
import { isSchoolWithin, outside } from './within.ts';

export type ProbeKind = 'lineTest' | 'roomReadiness';

/** What is measured on purpose: a speed test, and whether a room is ready. */
export function createProbeAnswers(deps: LineQueryDeps): Pick<Handlers, ProbeKind> {
  return { lineTest: lineTestHandler(deps), roomReadiness: roomReadinessHandler(deps) };
}

/** A person's test is made at any hour, as soon as the line is free: whoever is on the telephone with a provider needs it now. */
function lineTestHandler(deps: LineQueryDeps): Handler<'lineTest'> {
  const { probes } = deps.fleet.lines;
  return async ({ lineId }, actor) => {
    const line = lineRowNamed(lineId, deps);
    if (line === null) return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
    if (!isSchoolWithin(deps.fleet.picture.tree(), actor, line.schoolCode)) return outside(lineId);
    const asked = await probes.requestTest(lineId);
    if (asked.ok) return ok([{ leaseId: asked.value }]);
    switch (asked.error) {
      case 'no-prober':
        return err(appError('SD-LINE-NO-PROBER', { line: lineId }));
      case 'no-server':
        return err(appError('SD-MEASURING-FAILED', { reason: 'turned-off' }));
      case 'no-budget': {
        const { tests, usedBytes, rules } = probes.spentOf(lineId);
        const values = {
          ...{ tests: String(tests), mostTests: String(rules.testsPerMonth) },
          ...{ used: megabytes(usedBytes), budget: megabytes(rules.budgetBytes) },
        };
        return err(appError('SD-LINE-BUDGET', { line: lineId, ...values }));
      }
    }
  };
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 1_000_000));
}
