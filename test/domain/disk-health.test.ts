import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseSmartctl } from '../../agent/parse/smartctl.ts';
import { shippedDiskHealthTable } from '../../shared/data/disk-health.ts';
import { type DiskReading, diskFacts, diskStates, judgeDisk } from '../../shared/domain/disk-health.ts';
import { requireFixtures } from '../support/tools.ts';

const table = shippedDiskHealthTable();
const judge = (raw: DiskReading) => judgeDisk(raw, table);

describe('what a disk counts', () => {
  it.each<[string, DiskReading, string, string[]]>([
    ['nothing', {}, 'unknown', []],
    ['a temperature alone', { temperatureC: 35, powerOnHours: 10 }, 'unknown', []],
    ['an unknown health of Windows', { healthStatus: 5 }, 'unknown', []],
    ['a passed test', { isSelfTestPassed: true }, 'ok', []],
    ['a healthy disk of Windows', { healthStatus: 0 }, 'ok', []],
    ['a failed test', { isSelfTestPassed: false }, 'failing', ['self-test-failed']],
    ['failing by exit status', { exitStatus: 0x08 }, 'failing', ['failing-now']],
    ['below a threshold now', { exitStatus: 0x10, isSelfTestPassed: true }, 'failing', ['below-threshold']],
    ['below a threshold once', { exitStatus: 0x20 }, 'warning', ['was-below-threshold']],
    ['errors in its log', { exitStatus: 0x40, isSelfTestPassed: true }, 'ok', []],
    ['an exit status that only says what could not be read', { exitStatus: 0x06 }, 'unknown', []],
    ['unhealthy by Windows', { healthStatus: 2 }, 'failing', ['unhealthy']],
    ['warned of by Windows', { healthStatus: 1 }, 'warning', ['system-warning']],
    [
      '387 reallocated although passed',
      { isSelfTestPassed: true, reallocated: 387 },
      'failing',
      ['reallocated-many'],
    ],
    ['one reallocated', { isSelfTestPassed: true, reallocated: 1 }, 'warning', ['reallocated']],
    ['four pending', { isSelfTestPassed: true, pending: 4 }, 'warning', ['pending']],
    ['five pending', { isSelfTestPassed: true, pending: 5 }, 'failing', ['pending-many']],
    ['a few CRC errors', { isSelfTestPassed: true, crcErrors: 99 }, 'ok', []],
    ['a bad cable', { isSelfTestPassed: true, crcErrors: 1_000_000 }, 'warning', ['cable']],
    ['89 % of its life', { percentUsed: 89 }, 'ok', []],
    ['90 % of its life', { percentUsed: 90 }, 'warning', ['nearly-worn-out']],
    ['all of its life', { percentUsed: 100 }, 'failing', ['worn-out']],
    [
      'too little spare',
      { criticalWarning: 0, sparePercent: 9, spareThresholdPercent: 10 },
      'failing',
      ['spare-low'],
    ],
    ['just enough spare', { criticalWarning: 0, sparePercent: 10, spareThresholdPercent: 10 }, 'ok', []],
    ['a critical warning: read-only', { criticalWarning: 0x08 }, 'failing', ['critical-warning']],
    ['a critical warning: temperature', { criticalWarning: 0x02 }, 'warning', ['too-hot']],
    ['one media error', { criticalWarning: 0, mediaErrors: 1 }, 'warning', ['media-errors']],
  ])('%s', (_name, raw, health, reasons) => {
    expect(judge(raw)).toEqual({ health, reasons });
  });
});

test('the recorded disks', (context) => {
  const folder = path.join(requireFixtures(context), 'smart-json');
  const judged = readdirSync(folder).flatMap((file) => {
    const parsed = parseSmartctl(readFileSync(path.join(folder, file), 'utf8'));
    return parsed.ok ? [[file.replace('.json', ''), judge(parsed.value.facts)] as const] : [];
  });
  expect(judged.length).toBeGreaterThan(20);
  const bad = judged.filter(([, { health }]) => health === 'failing' || health === 'warning');
  expect(
    Object.fromEntries(bad.map(([file, { health, reasons }]) => [file, `${health}: ${reasons.join(' ')}`])),
  ).toEqual({
    ST3500418AS_11: 'warning: reallocated',
    'smart-ata-date2': 'failing: pending-many uncorrectable-many reallocated',
    'smart-ata-failed-scrutiny': 'warning: cable',
    'smart-fail2': 'failing: self-test-failed failing-now below-threshold reallocated-many pending-many',
    'smart-nvme-failed': 'failing: media-errors-many',
    'smart-scsi': 'warning: reallocated',
  });
  const unknown = judged.filter(([, { health }]) => health === 'unknown').map(([file]) => file);
  expect(unknown).toEqual([
    'smart-fail',
    'smartctl_info_sata_smart_support_bool',
    'smartctl_info_sata_smart_support_object',
  ]);
});

test('one more error never makes a disk better, and every reason is a code of its own', () => {
  const rank = ['ok', 'unknown', 'warning', 'failing'];
  const counts = fc.record(
    Object.fromEntries(diskFacts.map((fact) => [fact, fc.nat({ max: 255 })])) as Record<
      (typeof diskFacts)[number],
      fc.Arbitrary<number>
    >,
    { requiredKeys: [] },
  );
  const errors = fc.constantFrom('reallocated', 'pending', 'uncorrectable', 'mediaErrors', 'percentUsed');
  fc.assert(
    fc.property(counts, errors, fc.nat({ max: 300 }), (raw, fact, more) => {
      const before = judge(raw);
      const after = judge({ ...raw, [fact]: (raw[fact as 'pending'] ?? 0) + more });
      expect(diskStates).toContain(before.health);
      expect(new Set(before.reasons).size).toBe(before.reasons.length);
      const isKnown = before.health !== 'unknown';
      if (isKnown) expect(rank.indexOf(after.health)).toBeGreaterThanOrEqual(rank.indexOf(before.health));
    }),
  );
});
