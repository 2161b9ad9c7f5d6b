import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { planLines } from '../../broker/roster/line-import.ts';
import type { CommonFlags } from '../../console/cli/command.ts';
import type { LineCommand } from '../../console/cli/line-command.ts';
import { runLineCommand } from '../../console/commands/run-line-command.ts';
import { measuredFacts } from '../../console/rows/line-facts.ts';
import { stripOf } from '../../console/rows/line-rows.ts';
import type { QueryKind } from '../../shared/contract/query.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { createText } from '../../shared/text/create-text.ts';
import { expectGolden } from './goldens.ts';
import { sampleNowMs } from './sample-fleet.ts';
import {
  sampleAvailability,
  sampleChannels,
  sampleLine,
  sampleLines,
  sampleMeasures,
  sampleOutage,
  sampleOutages,
  sampleQuality,
  sampleReadiness,
  sampleServices,
  sampleSpeed,
  sampleVersion,
} from './sample-lines.ts';
import { createScriptedSource } from './scripted-source.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const rules = { pack: shippedNormPacks()[0], calendar: createSchoolCalendar(shippedCalendar()) };

/** Everything that can be entered, and everything that can be found. */
const sampleShown = sampleLine({
  ...{ siteCode: 'S1', monthlyCost: 350_000, contractEndsOn: '2026-12-31', promisedPercent: 99.5 },
  ...{ opticalDbm: -21.5, opticalReadOn: '2026-11-20', note: 'tủ mạng tầng 2' },
  ...{ publicAddress: '14.160.1.1', isCarrierNat: true, hasIpv6: true, captivePortal: false },
  ...{ reasons: ['network-matches', 'latency-fits', 'carrier-nat', 'contract-ending'] },
});

type Answers = Partial<Record<QueryKind, (params: unknown) => Result<unknown, AppError>>>;

const answers: Answers = {
  lineList: () => ok({ asAt: sampleNowMs, lines: sampleLines }),
  lineShow: (params) =>
    isDeepStrictEqual(params, { lineId: 'KD-1' })
      ? ok({ line: sampleShown, measured: sampleMeasures, lessons: [], speeds: [], outages: [] })
      : ok({
          line: sampleLines[3],
          measured: null,
          lessons: sampleLines.slice(3, 4).flatMap(({ lessons }) => lessons ?? []),
          speeds: [sampleSpeed],
          outages: sampleOutages.slice(1, 2),
        }),
  lineSet: () => ok({ line: sampleLine() }),
  lineQuality: () => ok({ rows: sampleQuality }),
  availability: () => ok({ from: 0, until: sampleNowMs, rows: sampleAvailability }),
  outageList: () => ok({ asAt: sampleNowMs, outages: sampleOutages }),
  outageShow: () =>
    ok({ outage: sampleOutage(), versions: [sampleVersion], witnesses: ['d-aaaaaaaaaaaaaaaa'] }),
  serviceList: () => ok({ asAt: sampleNowMs, services: sampleServices }),
  serviceSet: (params) => ok({ service: params }),
  roomReadiness: () => ok({ asAt: sampleNowMs, rows: sampleReadiness }),
  digestList: () => ok({ channels: sampleChannels }),
};

async function runHere(
  command: LineCommand,
  flags: CommonFlags = {},
  language: 'vi' | 'en' = 'en',
  more = {},
) {
  const { source, asked } = createScriptedSource({ ...answers, ...more });
  const clock = createManualClock(sampleNowMs);
  const result = await runLineCommand(command, { source, clock, text: createText(language), rules, flags });
  if (!result.ok) throw new Error(result.error.code);
  return { ...result.value, asked };
}

const days = { from: '2026-11-16', until: '2026-11-20' };
const listings: readonly (readonly [string, LineCommand])[] = [
  ['lines', { kind: 'lines', schoolCode: undefined }],
  ['line', { kind: 'line-show', lineId: 'TH-1' }],
  ['line-measured', { kind: 'line-show', lineId: 'KD-1' }],
  ['quality', { kind: 'quality', schoolCode: undefined, lineId: 'KD-1', days }],
  ['availability', { kind: 'availability', schoolCode: undefined, by: 'line', days }],
  ['outages', { kind: 'outages', schoolCode: undefined, isOpen: false, cause: undefined, days: {} }],
  ['outage', { kind: 'outage-show', outageId: 17 }],
  ['services', { kind: 'services', schoolCode: undefined }],
  ['readiness', { kind: 'readiness', where: {} }],
  ['digests', { kind: 'digest-list' }],
];

test.each(
  listings.flatMap(([name, command]) =>
    (['vi', 'en'] as const).map((language) => [name, language, command] as const),
  ),
)('%s reads as reviewed, in %s', async (name, language, command) => {
  const { stdout } = await runHere(command, {}, language);
  expectGolden(`${name}-${language}.txt`, stdout);
});

test('outages --json is a bare list in order of their start, one key each scope', async () => {
  const { stdout, severity } = await runHere(listings[5]?.[1] as LineCommand, { json: true });
  const found = JSON.parse(stdout);
  expect(found.map(({ cause, scope }: { cause: string; scope: object }) => [cause, scope])).toEqual([
    ['isp', { isp: 'VNPT' }],
    ['line', { line: 'LL-1' }],
    ['line', { line: 'TH-1' }],
  ]);
  expect(found[1]).toMatchObject({ start: '2026-11-21T23:19:00.000Z', end: null, witnesses: 21 });
  expect(severity).toBe(2);
});

test('one incident in JSON has the fields of the list, and who saw it beside their number', async () => {
  const { stdout } = await runHere(listings[6]?.[1] as LineCommand, { json: true });
  expect(JSON.parse(stdout)).toMatchObject({ witnesses: 21, witnessIds: ['d-aaaaaaaaaaaaaaaa'] });
});

test('a fact of a line that is not known says why, in JSON as in words', async () => {
  const shown = async (lineId: string) =>
    JSON.parse((await runHere({ kind: 'line-show', lineId }, { json: true })).stdout);
  expect((await shown('KD-1')).unknown).toEqual({});
  expect((await shown('KD-1')).measured).toMatchObject({
    mtuBytes: 1492,
    measuredAt: '2026-11-22T00:30:00.000Z',
  });
  const { unknown } = await shown('TH-1');
  expect(unknown).toMatchObject({ opticalDbm: 'not-entered', mtuBytes: 'not-sampled', link: 'not-sampled' });
});

test('after a start of the broker what was not told again is blamed on nobody', () => {
  const { deviceId, hostname, measuredAt, seconds } = sampleMeasures;
  const before = { deviceId, hostname, measuredAt, seconds, firstHop: null, link: null, slowPorts: 0 };
  const facts = measuredFacts(sampleLine({ captivePortal: null }), before, createText('en'));
  const whys = facts.flatMap((fact) => ('why' in fact ? [[fact.name, fact.why]] : []));
  expect(Object.fromEntries(whys)).toMatchObject({
    ...{ firstHop: 'not-sampled', captivePortal: 'not-sampled', router: 'not-sampled' },
  });
});

test('an hour in which nothing was heard is no hour of connection', () => {
  const day = { ...sampleLine(), watchedHours: `${'0'.repeat(20)}1111` };
  const cut = sampleOutage({ scope: { kind: 'line', id: 'KD-1' }, start: sampleNowMs - 1.5 * 3_600_000 });
  expect(stripOf(day, [], sampleNowMs)).toBe(`${'·'.repeat(20)}████`);
  expect(stripOf(day, [cut], sampleNowMs)).toBe(`${'·'.repeat(20)}██░░`);
  expect(stripOf({ ...day, watchedHours: null }, [], sampleNowMs)).toBe('·'.repeat(24));
});

test('in CSV every number has a column of its own', async () => {
  const rows = async (index: number) => {
    const { stdout } = await runHere(listings[index]?.[1] as LineCommand, { csv: true });
    const [header = '', ...rest] = stdout.trimEnd().split('\r\n');
    expect(rest.map((row) => row.split(',').length)).toEqual(rest.map(() => header.split(',').length));
    return [header, ...rest];
  };
  const lines = await rows(0);
  expect(lines[0]).toContain('Contract down Mb/s,Contract up Mb/s,Measured down Mb/s,Measured up Mb/s');
  expect(lines.find((row) => row.startsWith('KD-1,'))).toMatch(/,200,200,187\.3,181,.*,118,300$/);
  expect((await rows(7))[0]).toContain('Schools failing,Schools checking');
  expect((await rows(8))[0]).toContain('Usable seats,PCs');
});

test('days are asked for as spans of local time', async () => {
  const { asked } = await runHere({ kind: 'quality', schoolCode: '7510001', lineId: undefined, days });
  expect(asked).toEqual([
    {
      kind: 'lineQuality',
      params: {
        schoolCode: '7510001',
        from: Date.parse('2026-11-15T17:00:00Z'),
        until: Date.parse('2026-11-20T16:59:59.999Z'),
      },
    },
  ]);
});

test('a service is retired as it is listed for everybody, not as a school has it for itself', async () => {
  const { asked } = await runHere({ kind: 'service-retire', service: 'hop', schoolCode: undefined });
  expect(asked.at(-1)?.params).toEqual({
    ...{ service: 'hop', name: 'Họp trực tuyến của Bộ', url: 'https://hop.example.vn/', state: 'retired' },
  });
  const unset = runHere({ kind: 'service-retire', service: 'lms', schoolCode: undefined });
  await expect(unset).rejects.toThrow('SD-SERVICE-UNKNOWN');
});

test('a certificate that ends soon is worth a look, one that nobody saw is not', async () => {
  const [service] = sampleServices;
  const severityAt = async (certificateDays: number | null) => {
    const serviceList = () => ok({ asAt: sampleNowMs, services: [{ ...service, certificateDays }] });
    return (await runHere({ kind: 'services', schoolCode: undefined }, {}, 'en', { serviceList })).severity;
  };
  expect(await Promise.all([null, 14, 13, 0].map(severityAt))).toEqual([0, 0, 1, 1]);
});

test('what a room lacks shows why: two numbers that are not the same', async () => {
  const demands = [{ code: 'internet-share', result: 'short', found: 0.48, needed: 0.5 }];
  const roomReadiness = () => ok({ asAt: sampleNowMs, rows: [{ ...sampleReadiness[0], demands }] });
  const command = { kind: 'readiness', where: {} } as const;
  const { stdout } = await runHere(command, {}, 'vi', { roomReadiness });
  expect(stdout).toContain('Internet mỗi chỗ ngồi (Mb/s) 0,48/0,50');
});

test.each([undefined, 'lines.csv', 'lines.xlsx'])(
  'the template %s is a list that can be filled in',
  async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'lines-'));
    folders.push(folder);
    const path = name === undefined ? undefined : join(folder, name);
    const { stdout } = await runHere({ kind: 'line-template', path }, {}, 'vi');
    const content = path === undefined ? Buffer.from(stdout) : await readFile(path);
    if (name === 'lines.xlsx') expect(content.subarray(0, 2).toString()).toBe('PK');
    else expect(content.toString()).toContain('Mã đường truyền;Mã trường');
  },
);

test('what is exported is what is imported: declared lines alone, as typed', async () => {
  const { stdout } = await runHere(
    { kind: 'export-lines', schoolCode: undefined, path: undefined },
    {},
    'vi',
  );
  const plan = planLines(stdout, { entry: () => null, linesOfSchool: () => 0, whyNot: () => null });
  expect(plan.problems).toEqual([]);
  expect(plan.added.map(({ lineId, duty }) => [lineId, duty])).toEqual([
    ['KD-1', 'main'],
    ['LL-1', 'main'],
    ['LL-2', 'backup'],
    ['TH-1', 'main'],
  ]);
});

test('a report of several pages is one, its moments as ISO', async () => {
  const [availability] = sampleAvailability;
  const head = { ...{ line: sampleLine(), from: 0, until: sampleNowMs, asAt: sampleNowMs, availability } };
  const report = { ...head, outages: [sampleOutage()], speeds: [], quality: [], sha256: 'ab' };
  const pages = { report, moreOutages: [sampleOutage({ outageId: 18 })], moreSpeeds: [sampleSpeed] };
  const command = {
    kind: 'export-isp-report',
    lineId: 'KD-1',
    days: {},
    format: 'html',
    path: undefined,
  } as const;
  const { stdout } = await runHere(command, { json: true }, 'en', { ispReport: () => ok(pages) });
  const whole = JSON.parse(stdout);
  expect(whole.outages.map(({ outageId }: { outageId: number }) => outageId)).toEqual([17, 18]);
  expect(whole).toMatchObject({ asAt: '2026-11-22T00:31:00.000Z', speeds: [{ lineId: 'TH-1' }] });
});
