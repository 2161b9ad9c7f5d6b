import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedFindingRules } from '../../shared/data/findings.ts';
import { findingCodes, findingStatuses, type verdicts } from '../../shared/domain/finding.ts';
import { groupRisk, riskOf, type StandingFinding } from '../../shared/domain/risk.ts';

const rules = shippedFindingRules();
const open = (code: StandingFinding['code'], more: Partial<StandingFinding> = {}): StandingFinding => ({
  code,
  status: 'open',
  explainedBy: null,
  ...more,
});
const known = ['found', 'clear'] as const;
const score = (findings: readonly StandingFinding[]) => riskOf({ findings, verdicts: known }, rules).score;

describe('one machine', () => {
  it('adds the points of what is open or being dealt with', () => {
    const expected = rules['firewall-off'].points + rules['disk-full'].points;
    expect(score([open('firewall-off'), open('disk-full', { status: 'acknowledged' })])).toBe(expected);
    expect(score([])).toBe(0);
  });

  it('counts a symptom through its cause, and neither what is accepted nor what is fixed', () => {
    const symptom = open('antivirus-outdated', { explainedBy: 'frozen-disk' });
    expect(score([open('frozen-disk'), symptom])).toBe(rules['frozen-disk'].points);
    expect(score([open('uac-off', { status: 'accepted' }), open('smb-one', { status: 'fixed' })])).toBe(0);
  });

  it('is not scored while fewer than half of the rules that apply could be judged', () => {
    const of = (list: readonly (typeof verdicts)[number][]) =>
      riskOf({ findings: [], verdicts: list }, rules);
    expect(of(['clear', 'unknown', 'unknown']).score).toBeNull();
    expect(of(['clear', 'unknown', 'not-applicable', 'not-applicable']).score).toBe(0);
    expect(of(['not-applicable'])).toMatchObject({ score: null, machines: 0, unknownMachines: 1 });
  });
});

describe('a room or school', () => {
  it('is the mean over the machines that have a score, with the points of each code', () => {
    const bad = riskOf({ findings: [open('firewall-off')], verdicts: known }, rules);
    const fine = riskOf({ findings: [], verdicts: known }, rules);
    const dark = riskOf({ findings: [], verdicts: ['unknown'] }, rules);
    const { points } = rules['firewall-off'];
    expect(groupRisk([bad, fine, dark])).toEqual({
      score: points / 2,
      breakdown: [{ code: 'firewall-off', machines: 1, points: points / 2 }],
      machines: 2,
      unknownMachines: 1,
    });
    expect(groupRisk([dark])).toMatchObject({ score: null, machines: 0, unknownMachines: 1 });
    expect(groupRisk([])).toMatchObject({ score: null, machines: 0, unknownMachines: 0 });
  });

  it('weighs rooms by their machines', () => {
    const bad = riskOf({ findings: [open('firewall-off')], verdicts: known }, rules);
    const fine = riskOf({ findings: [], verdicts: known }, rules);
    const rooms = groupRisk([groupRisk([bad, fine, fine]), groupRisk([bad])]);
    expect(rooms.score).toBeCloseTo(rules['firewall-off'].points / 2);
    expect(rooms.breakdown[0]?.machines).toBe(2);
  });
});

const finding = fc.record({
  code: fc.constantFrom(...findingCodes),
  status: fc.constantFrom(...findingStatuses),
  explainedBy: fc.constantFrom(null, 'frozen-disk' as const),
});
const findings = fc.uniqueArray(finding, { selector: ({ code }) => code });

describe('properties', () => {
  it('lies between 0 and 100 and does not depend on the order of findings', () => {
    fc.assert(
      fc.property(findings, (list) => {
        const one = riskOf({ findings: list, verdicts: known }, rules);
        expect(one.score).toBeGreaterThanOrEqual(0);
        expect(one.score).toBeLessThanOrEqual(100);
        expect(riskOf({ findings: list.toReversed(), verdicts: known }, rules)).toEqual(one);
      }),
    );
  });

  it('never falls with one more finding', () => {
    fc.assert(
      fc.property(findings, finding, (list, more) => {
        expect(score([...list, more]) ?? 0).toBeGreaterThanOrEqual(score(list) ?? 0);
      }),
    );
  });

  it('changes with what is unknown only by not being said at all', () => {
    fc.assert(
      fc.property(findings, fc.nat({ max: 50 }), (list, dark) => {
        const verdictsOf = [...known, ...Array.from({ length: dark }, () => 'unknown' as const)];
        expect([score(list), null]).toContain(riskOf({ findings: list, verdicts: verdictsOf }, rules).score);
      }),
    );
  });
});
