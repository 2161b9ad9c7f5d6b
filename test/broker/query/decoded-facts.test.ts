import { expect, test } from 'vitest';
import { decodedFacts } from '../../../broker/query/decoded-facts.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { shippedJudgementTables } from '../../../shared/data/judgement.ts';

const tables = shippedJudgementTables();
const held = (reading: Reading) => ({
  ...{ deviceId: 'd-aaaaaaaaaaaaaaaa', measuredAt: 1, seq: 1, timeQuality: 'anchored' as const },
  reading,
});
const hash = '0'.repeat(16);

/** Header, maker `SEC`, product 1, week 1 of 2010, version 1.3, no image size; descriptor 1 names it. */
function edid(name: string, widthCm: number, heightCm: number): string {
  const bytes = Buffer.alloc(128);
  bytes.set([0, 255, 255, 255, 255, 255, 255, 0, 0x4c, 0xa3, 1, 0], 0);
  bytes.set([1, 20, 1, 3, 0x80, widthCm, heightCm], 16);
  bytes.set([0, 0, 0, 0xfc, 0, ...Buffer.from(`${name}\n`.padEnd(13).slice(0, 13), 'latin1')], 54);
  return bytes.toString('hex');
}

test('displays are told by their EDID, else by what the system made of it; a projector is a guess', () => {
  const monitors = [
    { edid: edid('EPSON PJ', 0, 0) },
    { edid: edid('S22C450', 47, 30), isInternal: false },
    { name: 'LEN LT1952p', vendorId: 'LEN', year: 2011, widthMm: 0, heightMm: 0 },
    { isInternal: true },
    { edid: '00'.repeat(128) },
  ];
  const { displays, diskHealth } = decodedFacts(
    [held({ section: 'peripherals', hash, facts: { monitors } })],
    tables,
  );
  expect(diskHealth).toEqual([]);
  expect(displays).toMatchObject([
    { kind: 'projector?', vendor: 'SEC', name: 'EPSON PJ', year: 2010, widthMm: null },
    { kind: 'monitor', name: 'S22C450', widthMm: 470, heightMm: 300, isInternal: false },
    { kind: 'projector?', vendor: 'LEN', name: 'LEN LT1952p', year: 2011, widthMm: null },
    { kind: 'monitor', name: null, isInternal: true },
    { kind: 'unknown', name: null, vendor: null },
  ]);
});

test('disks are judged by what they count; one that says nothing is unknown', () => {
  const disks = [
    { device: 'sda', model: 'ST500DM002', source: 'smartctl' as const, isSelfTestPassed: true, pending: 10 },
    { device: 'sdb', source: 'storage-counter' as const },
  ];
  const decoded = decodedFacts([held({ section: 'diskHealth', hash, facts: { disks } })], tables);
  expect(decoded.diskHealth).toMatchObject([
    { device: 'sda', model: 'ST500DM002', health: 'failing' },
    { device: 'sdb', model: null, health: 'unknown', reasons: [] },
  ]);
  expect(decodedFacts([], tables)).toEqual({ displays: [], diskHealth: [] });
});
