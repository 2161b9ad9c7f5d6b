import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probingOf, readSettings } from '../../broker/config.ts';
import { shippedProbing } from '../../shared/data/probing.ts';
import { openResources } from '../support/resources.ts';

const base = 'hosts = ["a.vn"]\nmqttPort = 8883\nhttpsPort = 8443\n';

async function read(toml: string, env: Readonly<Record<string, string>> = {}) {
  await using resources = openResources();
  const folder = await resources.folder();
  await writeFile(join(folder, 'broker.toml'), `${base}${toml}`);
  return readSettings(folder, env);
}

async function probing(toml: string, env?: Readonly<Record<string, string>>) {
  const settings = await read(toml, env);
  if (!settings.ok) throw new Error(JSON.stringify(settings.error));
  return probingOf(settings.value);
}

describe('what measuring may cost', () => {
  it('is as shipped where nothing is set', async () => {
    expect(await probing('')).toEqual(shippedProbing());
    expect(shippedProbing().tests).toMatchObject({ budgetBytes: 300e6, leaseBytes: 60e6, testsPerMonth: 5 });
  });

  it('is set by the file, and by the environment before it', async () => {
    const file = [
      'probeBudgetMegabytes = 900\nspeedTestMegabytes = 100\nspeedTestsPerMonth = 4',
      'scheduledSpeedTests = false\nprobeAnchors = ["anchor.gov.vn:443", "[2001:db8::1]:53"]\n',
    ].join('\n');
    const { anchors, tests } = await probing(file);
    expect(tests).toMatchObject({
      budgetBytes: 900e6,
      leaseBytes: 100e6,
      testsPerMonth: 4,
      isScheduled: false,
    });
    expect(anchors).toEqual([
      { host: 'anchor.gov.vn', port: 443 },
      { host: '2001:db8::1', port: 53 },
    ]);
    const env = {
      SCHOOLDRUM_PROBE_BUDGET_MEGABYTES: '1000',
      SCHOOLDRUM_SCHEDULED_SPEED_TESTS: 'true',
      SCHOOLDRUM_PROBE_ANCHORS: '10.0.0.1:443, b.vn:80',
    };
    const overridden = await probing(file, env);
    expect(overridden.tests).toMatchObject({ budgetBytes: 1e9, leaseBytes: 100e6, isScheduled: true });
    expect(overridden.anchors.map(({ host }) => host)).toEqual(['10.0.0.1', 'b.vn']);
  });

  it('holds as many tests as its bytes do, unless a number is set', async () => {
    expect((await probing('probeBudgetMegabytes = 200')).tests.testsPerMonth).toBe(3);
    expect((await probing('speedTestMegabytes = 20')).tests.testsPerMonth).toBe(15);
    expect((await probing('speedTestsPerMonth = 0')).tests.testsPerMonth).toBe(0);
    expect((await probing('probeAnchors = []')).anchors).toEqual([]);
  });

  it('names where a wrong value stands', async () => {
    const wrong = await read('', { SCHOOLDRUM_PROBE_ANCHORS: '1.1.1.1:443,nowhere' });
    expect(wrong).toMatchObject({
      error: { values: { source: 'SCHOOLDRUM_PROBE_ANCHORS', field: 'probeAnchors.1' } },
    });
  });

  it.each([
    ['probeBudgetMegabytes = 0', 'probeBudgetMegabytes'],
    ['probeBudgetMegabytes = 1.5', 'probeBudgetMegabytes'],
    ['probeBudgetMegabytes = 59', 'probeBudgetMegabytes'],
    ['speedTestMegabytes = 301', 'probeBudgetMegabytes'],
    ['speedTestMegabytes = "much"', 'speedTestMegabytes'],
    ['speedTestsPerMonth = -1', 'speedTestsPerMonth'],
    ['scheduledSpeedTests = "perhaps"', 'scheduledSpeedTests'],
    ['probeAnchors = "1.1.1.1"', 'probeAnchors.0'],
    ['probeAnchors = ["1.1.1.1:443", "b.vn:70000"]', 'probeAnchors.1'],
    ['probeAnchors = ["https://b.vn:443"]', 'probeAnchors.0'],
    ['probeAnchors = ["2001:db8::1:443"]', 'probeAnchors.0'],
    ['probeAnchors = ["[b.vn]:443"]', 'probeAnchors.0'],
    ['probeAnchors = ["a:1", "b:1", "c:1", "d:1", "e:1"]', 'probeAnchors'],
    ['probeBudgetBytes = 5', 'probeBudgetBytes'],
  ])('names the field of a wrong value: %s', async (toml, field) => {
    expect(await read(toml)).toMatchObject({
      ok: false,
      error: { code: 'SD-CONFIG-INVALID', values: { field } },
    });
  });
});
