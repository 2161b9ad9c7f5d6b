import type { Command, CommonFlags } from '../../console/cli/command.ts';
import { parseCommandLine } from '../../console/cli.ts';
import { runCommand } from '../../console/commands/run-command.ts';
import { planningSchool } from '../../console/planning/planning-school.ts';
import type { FindingRow } from '../../shared/contract/finding-rows.ts';
import type { ScenarioRow } from '../../shared/contract/plan-kinds.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import type { RoomRow } from '../../shared/contract/query-rows.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedDeadlines } from '../../shared/data/deadlines.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { ok } from '../../shared/domain/result.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sha256Of, snapshotChunks, snapshotText } from '../../shared/runtime/snapshot-text.ts';
import { createText } from '../../shared/text/create-text.ts';
import { labMachine, sceneSnapshot } from '../support/planning-scene.ts';
import { sampleDetail } from './sample-detail.ts';
import {
  sampleCoverage,
  sampleFindings,
  sampleLicences,
  sampleReview,
  sampleRisks,
  sampleTrend,
  sampleUpgrade,
} from './sample-findings.ts';
import { sampleDeviceId, sampleFleet, sampleNowMs, sampleRosterRows, sampleUnit } from './sample-fleet.ts';
import { createScriptedSource } from './scripted-source.ts';

const fleet = sampleFleet();
const rules = {
  pack: shippedNormPacks()[0],
  calendar: createSchoolCalendar(shippedCalendar()),
};

/** Thirty-four usable machines in the first school, so that it is measured; the others as declared. */
function planningPages(changeName: (name: string) => string = (name) => name) {
  const schools = sampleRosterRows().map(planningSchool);
  const snapshot = sceneSnapshot({
    ...{ asAtMs: sampleNowMs, takenAtMs: sampleNowMs },
    schools: schools.map((school) => ({ ...school, schoolName: changeName(school.schoolName) })),
    machines: Array.from({ length: 34 }, (_, index) =>
      labMachine(sampleDeviceId(index), '51-001', { lastSeenMs: sampleNowMs, memoryBytes: null }),
    ),
  });
  const text = snapshotText(snapshot);
  return { sha256: sha256Of(text), isWhole: true, confirmations: [], chunks: snapshotChunks(text) };
}

export const sampleRoom: RoomRow = {
  schoolCode: '51-001',
  room: 'PM1',
  kind: 'lab',
  seats: 40,
  machines: 28,
  missingSeats: ['7', '12', '31', '32', '33', '34', '35', '36', '37', '38', '39', '40'],
};
const { schoolCode, schoolName, month, asAt, counts } = sampleReview;
const recordedReview = {
  id: 7,
  schoolCode,
  schoolName,
  month,
  asAt,
  counts,
  recordedBy: 'local',
  machines: 44,
};
const sampleScenario: ScenarioRow = {
  ...{ name: 'Năm 2027', settings: { 'norm.TH': '20', policy: 'teachable' }, note: 'Họp 20/11' },
  ...{ author: 'u-aaaaaaaaaaaaaaaa', role: 'planner', at: sampleNowMs },
};
const allImported = { machines: 2, changed: 1, unchanged: 1, isWritten: true, problems: [] };

type OneShot = Exclude<Command, { kind: 'print' }>;

/** What the program makes of these words of a command line. */
export function commandOf(...words: readonly string[]): OneShot {
  const line = parseCommandLine(words, createText('en'), '1');
  if (!line.ok || line.value.command.kind === 'print') throw new Error(words.join(' '));
  return line.value.command;
}

/** Runs a command against the sample fleet; what it asked for is kept. Throws the code of its error. */
export async function runSample(
  command: OneShot,
  flags: CommonFlags = {},
  options: {
    language?: 'vi' | 'en';
    changeName?: (name: string) => string;
    imported?: QueryBody<'deviceImport'>;
    findings?: readonly FindingRow[];
  } = {},
) {
  const { source, asked } = createScriptedSource({
    view: () =>
      ok({
        head: {
          epoch: '0'.repeat(16),
          rev: 1,
          at: sampleNowMs,
          unit: sampleUnit,
          totals: fleet.totals,
          schools: fleet.schools,
        },
        devices: [...fleet.devices.values()],
      }),
    schools: () => ok({ schools: fleet.schools }),
    devices: () => ok({ devices: [sampleDetail.facts] }),
    device: () => ok({ device: sampleDetail }),
    roomList: () => ok({ rooms: [sampleRoom] }),
    deviceImport: () => ok(options.imported ?? allImported),
    deviceSet: () => ok({ device: fleet.devices.get(sampleDeviceId(0)) }),
    findings: () =>
      ok({
        asAt: sampleNowMs,
        machines: 44,
        unknown: [{ code: 'encryption-off', machines: 4 }],
        findings: options.findings ?? sampleFindings,
      }),
    findingSet: () => ok({ changed: 40 }),
    risk: () => ok({ asAt: sampleNowMs, rows: sampleRisks }),
    findingTrend: () => ok({ months: sampleTrend }),
    upgrades: () => ok({ asAt: sampleNowMs, machines: [sampleUpgrade] }),
    reviewDraft: () =>
      ok({
        review: { ...sampleReview, lines: sampleReview.lines.slice(0, 2) },
        moreLines: sampleReview.lines.slice(2),
      }),
    reviewShow: () =>
      ok({ review: { ...sampleReview, id: 7, recordedBy: 'u-aaaaaaaaaaaaaaaa', conclusion: 'Đạt' } }),
    reviewRecord: () => ok({ review: recordedReview }),
    reviewList: () => ok({ reviews: [recordedReview] }),
    licenceList: () => ok({ licences: sampleLicences, coverage: [sampleCoverage] }),
    licenceSet: () => ok({ licence: sampleLicences[0] }),
    licenceRemove: () => ok({ id: 2 }),
    reviewPolicyShow: () => ok({ policy: { builtInAntivirusIsLicensed: true } }),
    reviewPolicySet: (params) => ok({ policy: params }),
    planning: () => ok(planningPages(options.changeName)),
    roster: () => ok({ schools: sampleRosterRows(), deadlines: [...shippedDeadlines()] }),
    scenarioList: () => ok({ scenarios: [sampleScenario] }),
    scenarioSave: (params) => ok({ scenario: { ...sampleScenario, ...(params as object) } }),
    scenarioRemove: (params) => ok(params),
  });
  const text = createText(options.language ?? 'vi');
  const result = await runCommand(command, {
    source,
    clock: createManualClock(sampleNowMs),
    text,
    rules,
    flags,
  });
  if (!result.ok) throw new Error(result.error.code);
  return { ...result.value, asked };
}
