import { expect, test } from 'vitest';
import { shippedJudgementTables } from '../../shared/data/judgement.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { findingCodes } from '../../shared/domain/finding.ts';
import { upgradeReasons } from '../../shared/domain/upgrade.ts';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';

const tables = shippedJudgementTables();

test('every code has a rule with its source, a name and a remedy in both languages', () => {
  expect(Object.keys(tables.findings).toSorted()).toEqual([...findingCodes].toSorted());
  for (const code of findingCodes) {
    const { source, sourceDate, status } = tables.findings[code];
    expect([code, source === '', sourceDate]).toEqual([
      code,
      false,
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    ]);
    const keys = [`finding.${code}`, `finding.${code}.do`, `ruleStatus.${status}`];
    expect(keys.filter((key) => !(key in vi) || !(key in en))).toEqual([]);
  }
});

test('every reason that stands against an upgrade has words, and there are no words for others', () => {
  const said = Object.keys(en).filter((key) => /^upgrade\.[a-z-]+$/.test(key));
  expect(said.map((key) => key.replace('upgrade.', '')).toSorted()).toEqual([...upgradeReasons].toSorted());
});

test('graver findings count more: the mean points fall with the severity', () => {
  const mean = (severity: string) => {
    const rows = Object.values(tables.findings).filter((row) => row.severity === severity);
    return rows.reduce((sum, { points }) => sum + points, 0) / rows.length;
  };
  const means = ['critical', 'high', 'medium', 'low'].map(mean);
  expect(means).toEqual([...means].toSorted((a, b) => b - a));
});

test('memory and disk space are judged by the numbers that planning counts by', () => {
  const [pack] = shippedNormPacks();
  expect(tables.thresholds).toMatchObject({
    minMemoryBytes: pack.rules.minMemoryBytes.value,
    memoryReservedPercent: pack.rules.memoryReservedPercent.value,
    minFreeDiskBytes: pack.rules.minFreeDiskBytes.value,
  });
});

test('names are compared in lower case, and no port or product stands twice', () => {
  const names = tables.remoteControl.flatMap(({ packages, services }) => [...packages, ...services]);
  expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
  const products = tables.remoteControl.map(({ product }) => product);
  expect(new Set(products).size).toBe(products.length);
  const ports = tables.ports.map(({ port }) => port);
  expect(new Set(ports).size).toBe(ports.length);
});

test('of several limits of a disk the highest stands first', () => {
  const facts = new Set(tables.disk.rules.map(({ fact }) => fact));
  for (const fact of facts) {
    const limits = tables.disk.rules.flatMap((rule) =>
      rule.fact === fact && rule.atLeast !== undefined ? [rule.atLeast] : [],
    );
    expect([fact, limits]).toEqual([fact, limits.toSorted((a, b) => b - a)]);
  }
});

test('patterns of processors are in lower case and need no time', () => {
  for (const { pattern } of tables.upgrade.processors) {
    expect(pattern.replace(/\\[a-z]/g, '')).not.toMatch(/[A-Z]/);
    expect(new RegExp(pattern).exec('intel core '.repeat(1000))).toBeNull();
  }
});
