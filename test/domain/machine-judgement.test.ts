import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import type { Facts } from '../../shared/contract/readings.ts';
import { shippedJudgementTables } from '../../shared/data/judgement.ts';
import { findingCodes, type MachineFindingCode, schoolFindingCodes } from '../../shared/domain/finding.ts';
import type { MachineForJudgement } from '../../shared/domain/judgement-rule.ts';
import type { MachineFacts } from '../../shared/domain/machine-facts.ts';
import { judgeFindings, machineFindingCodes } from '../../shared/domain/machine-judgement.ts';
import { settingCases } from './judgement-cases-settings.ts';
import { stateCases } from './judgement-cases-state.ts';
import { type Case, daysAgo, machine, nowMs, windows } from './judgement-machines.ts';

const judgementCases: Readonly<Record<MachineFindingCode, readonly Case[]>> = {
  ...stateCases,
  ...settingCases,
};
const frame = { nowMs, utcOffsetMinutes: 420, tables: shippedJudgementTables() };

function judgementOf(code: MachineFindingCode, given: Partial<MachineForJudgement>) {
  const judgement = judgeFindings(machine(given), frame).find((one) => one.code === code);
  if (judgement === undefined) throw new Error(`${code} was not judged`);
  return judgement;
}

const cases = Object.entries(judgementCases).flatMap(([code, list]) =>
  list.map(([verdict, given], at) => [code as MachineFindingCode, verdict, at, given] as const),
);

test('the facts of the contract are what rules read', () => {
  expectTypeOf<Partial<Facts>>().toExtend<MachineFacts>();
});

describe('each rule', () => {
  it.each(cases)('%s: %s (%i)', (code, verdict, _at, given) => {
    const judgement = judgementOf(code, given);
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.evidence.length > 0).toBe(verdict === 'found');
  });

  it('is tried found, clear and unknown, but what the broker itself knows is never unknown', () => {
    const own: readonly string[] = ['frozen-disk', 'clock-wrong', 'copied-key', 'weak-identity'];
    for (const [code, list] of Object.entries(judgementCases)) {
      const tried = new Set(list.map(([verdict]) => verdict));
      const wanted = own.includes(code) ? ['found', 'clear'] : ['found', 'clear', 'unknown'];
      expect([code, wanted.filter((verdict) => !tried.has(verdict as 'found'))]).toEqual([code, []]);
    }
  });
});

describe('all together', () => {
  it('are one judgement a code, in the order of codes, without those of schools', () => {
    const codes = judgeFindings(machine(), frame).map(({ code }) => code);
    expect(codes).toEqual(machineFindingCodes);
    expect([...codes, ...schoolFindingCodes].toSorted()).toEqual([...findingCodes].toSorted());
  });

  it('hold nothing against a machine of which nothing is known', () => {
    const verdicts = judgeFindings(machine({ heardAt: null }), frame).map(({ verdict }) => verdict);
    expect(verdicts).not.toContain('found');
  });

  it('show forty old signatures as one frozen disk, and nothing else through it', () => {
    const facts = {
      antivirus: { products: [{ name: 'Windows Defender', productState: 0x061110 }] },
      updates: { isRebootPending: true, lastInstalledAt: daysAgo(200) },
      usage: { systemFreeBytes: 0 },
    };
    const explained = (conditions: MachineForJudgement['conditions']) =>
      judgeFindings(machine({ facts, conditions }), frame)
        .filter(({ explainedBy }) => explainedBy !== null)
        .map(({ code, explainedBy }) => `${code} by ${explainedBy}`);
    expect(explained(['frozen'])).toEqual([
      'antivirus-outdated by frozen-disk',
      'updates-stale by frozen-disk',
      'restart-pending by frozen-disk',
    ]);
    expect(explained([])).toEqual([]);
  });

  it('are graver on a server, and slighter where a lab wants it so', () => {
    const off = {
      facts: { firewall: { sources: [{ name: 'ufw', isEnabled: false }] }, system: { platform: 'linux' } },
    } as const;
    expect(judgementOf('firewall-off', off).severity).toBe('high');
    expect(judgementOf('firewall-off', { ...off, role: 'server' }).severity).toBe('critical');
    const logon = windows({ accounts: { hasAutoLogon: true } });
    expect(judgementOf('auto-logon', { ...logon, role: 'student' }).severity).toBe('low');
    expect(judgementOf('auto-logon', { ...logon, role: 'office' }).severity).toBe('medium');
    const stored = windows({ accounts: { hasAutoLogon: true, storesAutoLogonPassword: true } });
    expect(judgementOf('auto-logon', stored).severity).toBe('high');
  });

  it('keep evidence within the bounds of the contract', () => {
    const name = 'TeamViewer '.repeat(18);
    const packages = Array.from({ length: 50 }, () => ({ name }));
    const { evidence } = judgementOf('remote-control-tool', { facts: { software: { packages } } });
    expect(evidence.length).toBeLessThanOrEqual(16);
    expect(evidence.every(({ fact, value }) => fact.length <= 100 && value.length <= 200)).toBe(true);
  });
});

test('facts that became unknown never turn a judgement into found', () => {
  const given = fc.constantFrom(...cases.map(([, , , one]) => one));
  const section = fc.constantFrom('antivirus', 'hardening', 'exposure', 'updates', 'accounts', 'firewall');
  fc.assert(
    fc.property(given, section, (one, dark) => {
      const before = judgeFindings(machine(one), frame);
      const { [dark as keyof MachineFacts]: _gone, ...facts } = one.facts ?? {};
      const { [dark as 'antivirus']: _absent, ...absent } = one.absent ?? {};
      judgeFindings(machine({ ...one, facts, absent }), frame).forEach((after, at) => {
        if (after.verdict === 'found') expect(before[at]?.verdict).toBe('found');
      });
    }),
  );
});
