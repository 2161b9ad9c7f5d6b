import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Before, planFindings, statusOf } from '../../../broker/fleet/finding-plan.ts';
import type { FindingDecision, FindingRecord } from '../../../broker/store/finding-port.ts';
import { findingRow } from '../../../shared/contract/finding-rows.ts';
import { type Judgement, type Verdict, verdicts } from '../../../shared/domain/finding.ts';
import { deviceIdOf, rules, startMs } from './fleet-rig.ts';

const dayMs = 86_400_000;
const subject = { deviceId: deviceIdOf(1), schoolCode: null };
const nobody: Before = { subject, open: [], waiting: [] };
const frameAt = (nowMs: number) => ({ nowMs, asOfMs: nowMs, rules: rules.tables.findings });

function judged(verdict: Verdict, code: Judgement['code'] = 'uac-off', value = '0'): Judgement {
  const evidence = verdict === 'found' ? [{ fact: 'hardening.uacEnabled', value }] : [];
  return { code, verdict, severity: 'high', evidence, explainedBy: null };
}

const held: FindingRecord = {
  ...{ id: 1, ...subject, code: 'uac-off', severity: 'high', explainedBy: null },
  ...{ evidence: [{ fact: 'hardening.uacEnabled', value: '0' }], since: startMs, lastFoundAt: startMs },
  ...{ endedAt: null, ending: null, decision: null },
};

describe('a finding', () => {
  it.each([
    ['found', 1, 0],
    ['clear', 0, 1],
    ['not-applicable', 0, 1],
    ['unknown', 1, 0],
  ] as const)('that is %s keeps %i and ends %i', (verdict, kept, ended) => {
    const plan = planFindings({ ...nobody, open: [held] }, [judged(verdict)], frameAt(startMs + 5));
    expect([plan.kept.length, plan.ended.length, plan.opened.length]).toEqual([kept, ended, 0]);
    const ending = { clear: 'fixed', 'not-applicable': 'not-applicable' } as const;
    if (ended === 1) {
      const reason = verdict === 'clear' || verdict === 'not-applicable' ? ending[verdict] : null;
      expect(plan.ended).toEqual([{ id: 1, at: startMs + 5, ending: reason }]);
    }
  });

  it('that was not judged stays as it is', () => {
    const plan = planFindings({ ...nobody, open: [held] }, [judged('clear', 'smb-one')], frameAt(startMs));
    expect(plan).toEqual({ opened: [], seen: [], ended: [], kept: [held], waiting: [] });
  });

  it('is written again when what is seen changed, or half a day later', () => {
    const again = (value: string, atMs: number) =>
      planFindings({ ...nobody, open: [held] }, [judged('found', 'uac-off', value)], frameAt(atMs)).seen;
    expect(again('0', startMs + dayMs / 2 - 1)).toEqual([]);
    expect(again('0', startMs + dayMs / 2)).toMatchObject([{ id: 1, lastFoundAt: startMs + dayMs / 2 }]);
    expect(again('00', startMs + 1)).toMatchObject([{ evidence: [{ value: '00' }] }]);
  });

  it('with a time of grace opens after it, with the day on which it was first found', () => {
    const found = [judged('found', 'restart-pending')];
    const first = planFindings(nobody, found, frameAt(startMs));
    expect([first.opened, first.waiting]).toEqual([[], [{ code: 'restart-pending', since: startMs }]]);
    const waiting = { ...nobody, waiting: first.waiting };
    expect(planFindings(waiting, found, frameAt(startMs + 7 * dayMs)).opened).toEqual([]);
    const later = planFindings(waiting, found, frameAt(startMs + 7 * dayMs + 1));
    expect(later.opened).toMatchObject([{ code: 'restart-pending', since: startMs }]);
    expect(later.waiting).toEqual([]);
    const unknown = planFindings(waiting, [judged('unknown', 'restart-pending')], frameAt(startMs));
    expect(unknown.waiting).toEqual(first.waiting);
    expect(planFindings(waiting, [judged('clear', 'restart-pending')], frameAt(startMs)).waiting).toEqual([]);
  });
});

/** What stands after a round of verdicts, told without the plan. */
function expectedAfter(standing: ReadonlySet<string>, round: readonly Judgement[]): Set<string> {
  const found = round.filter(({ verdict }) => verdict === 'found').map(({ code }) => code);
  const unknown = new Set<string>(
    round.filter(({ verdict }) => verdict === 'unknown').map(({ code }) => code),
  );
  return new Set([...found, ...[...standing].filter((code) => unknown.has(code))]);
}

it('opens what is found and ends what is not, whatever the verdicts; what is unknown does neither', () => {
  const codes = ['uac-off', 'smb-one', 'disk-full'] as const;
  const judgements = fc.tuple(
    ...codes.map((code) => fc.constantFrom(...verdicts).map((one) => judged(one, code))),
  );
  fc.assert(
    fc.property(fc.array(judgements, { maxLength: 8 }), (rounds) => {
      let before = nobody;
      let nextId = 1;
      let expected = new Set<string>();
      for (const round of rounds) {
        const plan = planFindings(before, round, frameAt(startMs));
        expected = expectedAfter(expected, round);
        const opened = plan.opened.map((one) => ({ ...held, ...one, id: nextId++ }));
        before = { subject, open: [...plan.kept, ...opened], waiting: plan.waiting };
        expect(new Set(before.open.map(({ code }) => code))).toEqual(expected);
        expect(new Set(before.open.map(({ id }) => id)).size).toBe(before.open.length);
      }
    }),
  );
});

it('keeps of evidence what the contract takes, whatever a machine said', () => {
  const evidence = fc.array(
    fc.record({
      fact: fc.string({ unit: 'binary', maxLength: 150 }),
      value: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(
          '\ud83d'.repeat(300),
          `${'a'.repeat(199)}😀`,
          '\u0000\u001b[31m',
          'e\u0301'.repeat(250),
        ),
      ),
    }),
    { maxLength: 30 },
  );
  const schema = findingRow.shape.evidence;
  fc.assert(
    fc.property(evidence, (said) => {
      const [opened] = planFindings(
        nobody,
        [{ ...judged('found'), evidence: said }],
        frameAt(startMs),
      ).opened;
      const kept = opened?.evidence ?? [];
      expect(kept.every(({ value }) => value.isWellFormed() && !/\p{Cc}/u.test(value))).toBe(true);
      expect(schema.safeParse(kept).success).toBe(true);
      // Stable: the same facts again are no news.
      const open = [{ ...held, ...opened, id: 1 } as FindingRecord];
      const again = planFindings(
        { ...nobody, open },
        [{ ...judged('found'), evidence: said }],
        frameAt(startMs),
      );
      expect(again.seen).toEqual([]);
    }),
  );
});

it('is open, what somebody said, or fixed; an acceptance ends on its day', () => {
  const decision: FindingDecision = {
    ...{ status: 'accepted', reason: 'x', acceptedUntil: startMs + 10 },
    ...{ by: 'u', at: startMs },
  };
  expect(statusOf(held, startMs)).toBe('open');
  expect(statusOf({ ...held, decision: { ...decision, status: 'acknowledged' } }, startMs)).toBe(
    'acknowledged',
  );
  expect(statusOf({ ...held, decision }, startMs + 9)).toBe('accepted');
  expect(statusOf({ ...held, decision }, startMs + 10)).toBe('open');
  expect(statusOf({ ...held, decision, endedAt: startMs }, startMs)).toBe('fixed');
});
