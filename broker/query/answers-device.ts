import { encode } from '../../shared/contract/codec.ts';
import type { DeviceDetail, DeviceFacts } from '../../shared/contract/device-facts.ts';
import { maxInflatedBytes, maxWireBytes } from '../../shared/contract/limits.ts';
import { birth } from '../../shared/contract/status.ts';
import type { JudgementTables } from '../../shared/domain/judgement-tables.ts';
import type { DeviceHistory } from '../fleet/fleet.ts';
import type { Picture } from '../fleet/picture.ts';
import { schoolNameOf } from '../fleet/school-row.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import { downwards, type UnitNode, type UnitTree } from '../fleet/unit-tree.ts';
import type { HeldReading, PictureStore } from '../store/picture-port.ts';
import type { DeviceEventRow } from '../store/report-port.ts';
import { decodedFacts } from './decoded-facts.ts';

const maxEvents = 200;
const maxMergedIds = 32;
/** Left for the envelope of the answer. */
const envelopeBytes = 1_024;

/** Machines of a unit's subtree: in the order of the tree, within one unit by id. */
export function devicesOf(picture: Picture, node: UnitNode): TrackedDevice[] {
  const devices: TrackedDevice[] = [];
  for (const below of downwards(node)) {
    for (const deviceId of [...below.deviceIds].sort()) {
      const device = picture.device(deviceId);
      if (device !== undefined) devices.push(device);
    }
  }
  return devices;
}

export function deviceFactsOf(device: TrackedDevice, tree: UnitTree): DeviceFacts {
  const { antivirus, ...row } = device.standing.row;
  const school = tree.schools.get(device.schoolCode);
  return {
    ...row,
    schoolName: school === undefined ? device.schoolCode : schoolNameOf(school),
    cpu: device.facts.hardware.cpu,
    disks: device.facts.storage.disks,
    antivirus: { state: antivirus },
    outcomes: device.outcomes.map(({ collector, outcome, ms }) => ({ collector, outcome, ms })),
  };
}

/** Everything the broker holds of one machine, cut to what one message takes. */
export async function deviceDetailOf(
  device: TrackedDevice,
  history: DeviceHistory,
  tree: UnitTree,
  store: PictureStore,
  judged: Pick<DeviceDetail, 'findings' | 'upgrade'>,
  tables: JudgementTables,
): Promise<DeviceDetail> {
  const { deviceId } = device;
  const { conditions, joinedAt } = history;
  const mergedIds = history.mergedIds.slice(0, maxMergedIds);
  const [stored, events, lastBirth] = await Promise.all([
    store.readingsOf(deviceId),
    eventsOf([deviceId, ...mergedIds], store),
    store.lastBirth(deviceId),
  ]);
  const readings = withHeartbeat(stored, device.unsavedUsage);
  return fitting({
    facts: deviceFactsOf(device, tree),
    readings: readings.map(({ measuredAt, timeQuality, reading }) => ({
      at: measuredAt,
      timeQuality,
      reading,
    })),
    hashes: Object.fromEntries(readings.map(({ reading: { section, hash } }) => [section, hash])),
    firstSeen: joinedAt,
    agentVersion: lastBirth === null ? null : agentVersionOf(lastBirth),
    weakIdentity: conditions.some(({ kind }) => kind === 'weak-identity'),
    confirmedGoodAt: device.confirmedGoodAt,
    conditions: conditions.map(({ kind, since, detail }) => ({ kind, since, detail })),
    mergedIds,
    ...judged,
    ...decodedFacts(readings, tables),
    events: events.map(({ at, timeQuality, kind, detail }) => ({ at, timeQuality, kind, detail })),
  });
}

/** One history of all ids of a machine, newest first. */
async function eventsOf(
  deviceIds: readonly string[],
  store: PictureStore,
): Promise<readonly DeviceEventRow[]> {
  const histories = await Promise.all(deviceIds.map((deviceId) => store.events(deviceId, maxEvents)));
  return histories
    .flat()
    .sort((a, b) => b.at - a.at)
    .slice(0, maxEvents);
}

function withHeartbeat(stored: readonly HeldReading[], live: HeldReading | null): readonly HeldReading[] {
  if (live === null) return stored;
  return [...stored.filter(({ reading }) => reading.section !== 'usage'), live];
}

function agentVersionOf(lastBirth: string): string | null {
  const parsed = birth.safeParse(JSON.parse(lastBirth));
  return parsed.success ? parsed.data.versions.agent : null;
}

/**
 * Sections arrive in messages of their own and may together exceed one: the software list is halved until the rest fits
 * (`total` still tells how long it was), then whole readings go, the largest first, and at last the evidence of findings.
 */
function fitting(detail: DeviceDetail): DeviceDetail {
  let fitted = detail;
  while (!fits(fitted) && fitted.readings.length > 0)
    fitted = { ...fitted, readings: smaller(fitted.readings) };
  if (fits(fitted)) return fitted;
  return { ...fitted, findings: fitted.findings.map((finding) => ({ ...finding, evidence: [] })) };
}

function fits(detail: DeviceDetail): boolean {
  const isInflatable = Buffer.byteLength(JSON.stringify(detail)) <= maxInflatedBytes - envelopeBytes;
  return isInflatable && encode(detail).length <= maxWireBytes - envelopeBytes;
}

type Readings = DeviceDetail['readings'];

function smaller(readings: Readings): Readings {
  const index = readings.findIndex(({ reading }) => reading.section === 'software');
  const software = readings[index];
  if (software?.reading.section === 'software' && (software.reading.facts.packages?.length ?? 0) > 0) {
    const packages = software.reading.facts.packages ?? [];
    const facts = {
      ...software.reading.facts,
      total: software.reading.facts.total ?? packages.length,
      packages: packages.slice(0, packages.length >> 1),
    };
    return readings.with(index, { ...software, reading: { ...software.reading, facts } });
  }
  const sizes = readings.map((one) => JSON.stringify(one).length);
  return readings.toSpliced(sizes.indexOf(Math.max(...sizes)), 1);
}
