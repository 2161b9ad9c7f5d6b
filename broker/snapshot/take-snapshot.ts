import { setImmediate } from 'node:timers/promises';
import type { Section } from '../../shared/domain/reading.ts';
import { localDay } from '../../shared/domain/signature-age.ts';
import type { SnapshotMachine } from '../../shared/domain/snapshot/machine.ts';
import type { Asset, SnapshotLicence } from '../../shared/domain/snapshot/register.ts';
import type {
  Snapshot,
  SnapshotGap,
  SnapshotKind,
  SnapshotUnit,
} from '../../shared/domain/snapshot/snapshot.ts';
import { installedLicences, type Licensing, licensingOf } from '../fleet/licensing.ts';
import { dayOf } from '../fleet/local-day.ts';
import type { DeviceBasis } from '../fleet/standing.ts';
import { availabilityFrame } from '../query/availability-rows.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import { readRegisters } from '../register/read-registers.ts';
import type { LicenceRecord } from '../store/licence-port.ts';
import { assetCodes } from './asset-codes.ts';
import { type DecodeFrame, decodeFrame } from './decode-frame.ts';
import { type DecodedMachine, decodeMachine } from './machine-of.ts';
import { ordered } from './order.ts';
import type { Scene } from './scene.ts';
import { schoolYearStartMs } from './school-year.ts';
import { linesNow, linesThen, measuredLines } from './snapshot-lines.ts';
import { yearFacts } from './year-facts.ts';

/** What is asked of a machine beside what the picture holds. */
const neededSections: readonly Section[] = [
  ...(['hardware', 'system', 'storage', 'usage', 'network', 'antivirus', 'hardening'] as const),
  ...(['peripherals', 'diskHealth'] as const),
];
/** Machines looked up in one turn: some 10 ms. */
const machinesPerTurn = 32;
/** Connections, which tell when a line without a prober was watched, are kept so long (`pruneEvidence`). */
const evidenceDays = 35;
const dayMs = 86_400_000;

export type SnapshotWish = {
  readonly name: string | null;
  readonly kind: SnapshotKind;
  readonly units: readonly SnapshotUnit[];
};

/**
 * Everything that planning needs, as of a scene. The scene was taken in one turn; facts, licences and measurements are added in
 * turns of their own, so that machines and people are served meanwhile.
 */
export async function takeSnapshot(
  deps: LineQueryDeps,
  scene: Scene,
  { name, kind, units }: SnapshotWish,
): Promise<Snapshot> {
  const { store, fleet, clock } = deps;
  const { asAtMs, isPast, schools, rooms, schoolCodes } = scene;
  const saidBy = isPast ? asAtMs : undefined;
  const {
    closures: _closures,
    delivered: _delivered,
    calendar,
    ...registers
  } = await readRegisters(store, saidBy);
  const codes = new Set(schoolCodes);
  const licences = await store.licences(saidBy);
  const { decoded, isSure } = await decodeAll(deps, scene);
  const span = { from: schoolYearStartMs(asAtMs, calendar), to: asAtMs };
  const frame = await availabilityFrame(deps, span, schoolCodes);
  const lines = isPast ? await linesThen(deps, schoolCodes, asAtMs) : linesNow(deps, schoolCodes);
  const isWatchKept = asAtMs >= clock.now() - evidenceDays * dayMs;
  const gaps: SnapshotGap[] = [...scene.gaps];
  if (!isSure) gaps.push('facts-before-history');
  if (!isWatchKept) gaps.push('lines-not-rebuilt');
  return ordered({
    ...{ format: 1, name, kind, asAtMs, takenAtMs: clock.now(), units, schools, gaps },
    rooms: rooms.filter(({ schoolCode }) => codes.has(schoolCode)),
    machines: withRegisters(decoded, licences, registers.assets, { deps, asAtMs }),
    lines: await measuredLines(deps, lines, frame),
    licences: licences.filter(({ schoolCode }) => codes.has(schoolCode)).map(licenceOf),
    yearFacts: await yearFacts(deps, scene, span, frame.outages),
    ...registers,
    calendar,
    isBuiltInAntivirusLicensed: fleet.findings.policy().builtInAntivirusIsLicensed,
  });
}

function licenceOf({ schoolCode, product, seats, expiresOn }: LicenceRecord): SnapshotLicence {
  return { schoolCode, product, seats, expiresOn };
}

async function decodeAll(
  { store, rules }: LineQueryDeps,
  { asAtMs, isPast, machines, rooms }: Scene,
): Promise<{ readonly decoded: readonly DecodedMachine[]; readonly isSure: boolean }> {
  const siteOf = new Map(rooms.map(({ schoolCode, room, siteCode }) => [`${schoolCode}/${room}`, siteCode]));
  const frame = decodeFrame({ asAtMs, isPast, rules, siteOf });
  const decoded: DecodedMachine[] = [];
  let isSure = true;
  for (let at = 0; at < machines.length; at += machinesPerTurn) {
    const some = machines.slice(at, at + machinesPerTurn);
    const ids = some.map(({ deviceId }) => deviceId);
    const facts = await store.factsOf(ids, neededSections, isPast ? asAtMs : undefined);
    const readings = Map.groupBy(facts, ({ deviceId }) => deviceId);
    const reached = await store.reachOf(some.flatMap((machine) => lastDayOf(machine, frame)));
    for (const machine of some) {
      const { deviceId } = machine;
      const finds = { readings: readings.get(deviceId) ?? [], reach: reached.get(deviceId) };
      decoded.push(decodeMachine(machine, finds, frame));
    }
    isSure &&= facts.every((fact) => fact.isSure);
    await setImmediate();
  }
  return { decoded, isSure };
}

/** The local day on which a machine was heard last. */
function lastDayOf({ deviceId, lastSeen }: DeviceBasis, { rules, asAtMs }: DecodeFrame) {
  if (lastSeen === null) return [];
  const { utcOffsetMinutes } = rules.calendar;
  const from = localDay(lastSeen, utcOffsetMinutes) * dayMs - utcOffsetMinutes * 60_000;
  return [{ deviceId, from, to: Math.min(from + dayMs - 1, asAtMs) }];
}

/** What licences and the asset book say of machines. */
function withRegisters(
  decoded: readonly DecodedMachine[],
  licences: readonly LicenceRecord[],
  assets: readonly Asset[],
  { deps, asAtMs }: { readonly deps: LineQueryDeps; readonly asAtMs: number },
): SnapshotMachine[] {
  const codes = assetCodes(
    decoded.map(({ machine }) => machine),
    assets,
  );
  const ofSchools = Map.groupBy(licences, ({ schoolCode }) => schoolCode);
  const today = dayOf(asAtMs, deps.rules.calendar);
  const isBuiltInLicensed = deps.fleet.findings.policy().builtInAntivirusIsLicensed;
  return [...Map.groupBy(decoded, ({ machine }) => machine.schoolCode)].flatMap(([schoolCode, own]) => {
    const licensing = schoolLicensing(own, ofSchools.get(schoolCode) ?? [], today);
    return own.map(({ machine }) => ({
      ...machine,
      assetCode: codes.get(machine.deviceId) ?? null,
      isAntivirusLicensed: isLicensed(licensing.get(machine.deviceId), isBuiltInLicensed),
    }));
  });
}

/** A machine that was written off takes no seat of a licence. */
function schoolLicensing(
  machines: readonly DecodedMachine[],
  licences: readonly LicenceRecord[],
  today: string,
): ReadonlyMap<string, Licensing> {
  const listed = machines.filter(({ machine }) => machine.state !== 'retired');
  return licensingOf(
    listed.map(({ machine, antivirus, facts }) => ({
      ...{ deviceId: machine.deviceId, antivirus, facts },
      licenceIds: installedLicences(licences, antivirus.product === null ? [] : [antivirus.product]),
    })),
    licences,
    today,
  );
}

function isLicensed(licensing: Licensing | undefined, isBuiltInLicensed: boolean): boolean | null {
  if (licensing === undefined || licensing === 'unknown') return null;
  return licensing === 'licensed' || (licensing === 'built-in' && isBuiltInLicensed);
}
