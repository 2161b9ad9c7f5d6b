import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { shippedSupportTable } from '../../shared/data/end-of-support.ts';
import { requireFixtures } from '../support/tools.ts';

const { cycles } = shippedSupportTable();

const published = [
  ['windows', 'windows'],
  ['windows-server', 'windows-server'],
  ['ubuntu', 'ubuntu'],
  ['debian', 'debian'],
  ['centos', 'centos'],
  ['centos-stream', 'centos-stream'],
  ['almalinux', 'almalinux'],
  ['rocky', 'rocky-linux'],
  ['macos', 'macos'],
] as const;

type Release = {
  readonly releaseCycle: string;
  readonly eol: string | boolean;
  readonly eoes?: string;
  readonly latest?: string;
};

test('every row names its days in order, and no product has one cycle twice', () => {
  const keys = cycles.map(({ product, cycle }) => `${product} ${cycle}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { ends, longTermEnds, extendedEnds, extendedYears } of cycles) {
    if (ends === null) continue;
    for (const later of [longTermEnds, extendedEnds, ...extendedYears]) {
      if (later !== null) expect(later > ends).toBe(true);
    }
  }
});

test('one build, channel and kind of Windows is one row', () => {
  const keys = cycles
    .filter(({ build }) => build !== 0)
    .map(({ product, build, channel }) => `${product} ${build} ${channel}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test.for(published)('%s says what endoflife.date says', ([product, file], context) => {
  const text = readFileSync(path.join(requireFixtures(context), 'eol', `${file}.json`), 'utf8');
  const releases = new Map((JSON.parse(text) as Release[]).map((one) => [one.releaseCycle, one]));
  const own = cycles.filter((row) => row.product === product && releases.has(row.cycle));
  expect(own.length).toBeGreaterThan(2);
  for (const row of own) {
    const release = releases.get(row.cycle);
    expect([row.cycle, row.ends]).toEqual([row.cycle, release?.eol === false ? null : release?.eol]);
    if (row.build > 10_000) expect(release?.latest).toBe(`10.0.${row.build}`);
    if (row.longTermEnds !== null) expect(row.longTermEnds).toBe(release?.eoes);
    if (row.extendedEnds !== null) expect(row.extendedEnds).toBe(release?.eoes);
  }
});
