import { join } from 'node:path';
import { pino } from 'pino';
import type { Fleet } from '../../../broker/fleet/fleet.ts';
import type { Rules } from '../../../broker/fleet/standing.ts';
import { openIngest } from '../../../broker/ingest/ingest.ts';
import type { StoredReport } from '../../../broker/ingest/stored.ts';
import type { CertificateRecord } from '../../../broker/store/registry-port.ts';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import type { Store } from '../../../broker/store/store.ts';
import { encode } from '../../../shared/contract/codec.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Birth } from '../../../shared/contract/status.ts';
import type { Unit } from '../../../shared/contract/view.ts';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedChassisForms } from '../../../shared/data/chassis.ts';
import { shippedJudgementTables } from '../../../shared/data/judgement.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../../shared/domain/calendar.ts';
import type { Role, UserRole } from '../../../shared/domain/device.ts';
import { type Clock, createManualClock } from '../../../shared/runtime/clock.ts';
import type { Resources } from '../../support/resources.ts';
import { createTestFleet, type TestFleetOptions } from './test-fleet.ts';

export const silentLog = pino({ level: 'silent' });

/** A Monday morning in term. */
export const startMs = Date.UTC(2026, 9, 5, 1);

export const rules: Rules = {
  calendar: createSchoolCalendar(shippedCalendar()),
  pack: shippedNormPacks()[0],
  tables: shippedJudgementTables(),
};
export const chassisForms = shippedChassisForms();

export type Message = { readonly topic: string; readonly payload: Buffer; readonly retain: boolean };

/** What a broker would have been given to publish. */
export function createRecorder() {
  const sent: Message[] = [];
  const retained = new Map<string, Buffer>();
  return {
    sent,
    retained,
    publish: (topic: string, payload: Buffer, { retain = false }: { retain?: boolean }): Promise<void> => {
      sent.push({ topic, payload, retain });
      if (retain && payload.length === 0) retained.delete(topic);
      else if (retain) retained.set(topic, payload);
      return Promise.resolve();
    },
  };
}

const letters = 'abcdefghijklmnop';
/** A device id by number. */
export function deviceIdOf(number: number): string {
  const digits = number.toString(16).padStart(16, '0');
  return `d-${[...digits].map((digit) => letters[Number.parseInt(digit, 16)]).join('')}`;
}

/** Root > two communes > schools A, B | C; rooms of A are units. */
export const units: readonly Unit[] = [
  { unitId: 'root', parentId: null, kind: 'province', name: 'Tỉnh', code: null },
  { unitId: 'c1', parentId: 'root', kind: 'commune', name: 'Xã Một', code: null },
  { unitId: 'c2', parentId: 'root', kind: 'commune', name: 'Xã Hai', code: null },
  { unitId: 'sa', parentId: 'c1', kind: 'school', name: 'Trường A', code: 'A' },
  { unitId: 'sb', parentId: 'c1', kind: 'school', name: 'Trường B', code: 'B' },
  { unitId: 'sc', parentId: 'c2', kind: 'school', name: 'Trường C', code: 'C' },
  { unitId: 'ra', parentId: 'sa', kind: 'room', name: 'Phòng máy 1', code: 'P1' },
];

export function rosterRowOf(schoolCode: string) {
  return {
    schoolCode,
    schoolName: `Trường ${schoolCode}`,
    commune: null,
    owner: null,
    area: null,
    level: 'THCS' as const,
    siteCode: null,
    siteName: null,
    students: 400,
    informaticsStudents: 400,
    classes: 10,
    largestClass: 40,
    practicePupilsPerPc: null,
    sessions: null,
    departments: null,
    classrooms: null,
    declaredStudentPcs: 20,
  };
}

export type Rig = Awaited<ReturnType<typeof openRig>>;

/** A fleet over a real SQLite file, fed by the real ingest. */
export async function openRig(resources: Resources, options: TestFleetOptions = {}) {
  const path = join(await resources.folder(), 'broker.db');
  const clock = createManualClock(startMs);
  const store = openStore(path);
  resources.defer(() => store.close());
  await store.saveOrg({ at: startMs, actor: 'test', units, rows: ['A', 'B', 'C'].map(rosterRowOf) });
  await store.saveToken({
    id: 'aaaaaaaa',
    secretHash: 'x',
    schoolCode: 'A',
    room: null,
    role: null,
    uses: 1_000_000,
    usesLeft: 1_000_000,
    seats: null,
    expiresAt: startMs * 2,
    createdAt: startMs,
    revokedAt: null,
  });
  const recorder = createRecorder();
  const { fleet, book } = await createTestFleet(
    { store, clock, log: silentLog, publish: recorder.publish, rules, chassisForms },
    options,
  );
  const stored: StoredReport[] = [];
  const ingest = await openIngest({
    store,
    clock,
    log: silentLog,
    compare: book.compare,
    claims: fleet.claims,
    onStored: (reports) => {
      stored.push(...reports);
      fleet.applyReports(reports);
    },
    onBirth: fleet.applyBirth,
    onDeath: fleet.applyDeath,
  });
  return { path, clock, store, recorder, fleet, ingest, book, stored };
}

export function openStore(path: string): Store {
  const opened = openSqliteStore(path);
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

/** Another start over the same file, as after a restart. */
export async function reload(store: Store, clock: Clock): Promise<Fleet> {
  const { publish } = createRecorder();
  const parts = { store, clock, log: silentLog, publish, rules, chassisForms };
  return (await createTestFleet(parts)).fleet;
}

/** Its hash ends in its key's id. */
export function certificateOf(deviceId: string, number: number, issuedAt: number): CertificateRecord {
  const hex = number.toString(16).padStart(64, '0');
  return {
    sha256: hex,
    cn: deviceId,
    keyId: hex.slice(-16),
    pem: 'x',
    issuedAt,
    expiresAt: 4_000_000_000_000,
    caSha256: '',
    revokedAt: null,
  };
}

export type Placing = { readonly schoolCode: string; readonly room?: string; readonly role?: Role };

/** Admits a machine as joining does. */
export async function admit(
  { store, fleet, book, clock }: Pick<Rig, 'store' | 'fleet' | 'book' | 'clock'>,
  number: number,
  { schoolCode, room, role = 'student' }: Placing,
): Promise<string> {
  const deviceId = deviceIdOf(number);
  const at = clock.now();
  const device = {
    deviceId,
    joinedAt: at,
    tokenId: 'aaaaaaaa',
    fingerprint: {},
    isWeakIdentity: false,
    originKeyId: null,
    mergedInto: null,
    leftAt: null,
  };
  const assignment = {
    deviceId,
    validFrom: at,
    schoolCode,
    room: room ?? null,
    seat: null,
    role,
    state: 'approved' as const,
    confirmedGoodAt: null,
  };
  const certificate = certificateOf(deviceId, number, at);
  await store.admit({ device, assignment, certificate, tokenId: 'aaaaaaaa', at });
  book.add(device);
  fleet.listener.onJoined({ device, assignment, certificate });
  return deviceId;
}

export async function addUser(
  store: Store,
  unitId: string,
  role: UserRole = 'technician',
): Promise<{ userId: string; name: string; role: UserRole; unitId: string }> {
  const user = { userId: `u-${unitId.padEnd(16, 'a')}`, name: unitId, role, unitId };
  const hex = Buffer.from(unitId).toString('hex');
  await store.addUser(
    { ...user, createdAt: startMs, revokedAt: null },
    {
      sha256: hex.padEnd(64, 'f'),
      cn: user.userId,
      keyId: hex.padEnd(16, 'f'),
      pem: 'x',
      issuedAt: startMs,
      expiresAt: 4_000_000_000_000,
      caSha256: '',
      revokedAt: null,
    },
  );
  return user;
}

export const bootOf = (number: number): string => number.toString(16).padStart(16, '0');

export function birthOf(boot: number, at: number, conn = 1, bootNo = boot): Birth {
  return {
    v: 1,
    kind: 'birth',
    boot: bootOf(boot),
    bootNo,
    conn,
    at,
    up: 0,
    fingerprint: {},
    keyId: bootOf(0),
    versions: { agent: '0.1.0', node: 'v24', platform: 'linux', contract: [1] },
  };
}

export const hashOf = (value: unknown): string =>
  [...JSON.stringify(value)]
    .reduce((sum, char) => (sum * 1_099_511n + BigInt(char.codePointAt(0) ?? 0)) % 2n ** 64n, 7n)
    .toString(16)
    .padStart(16, '0');

/** Readings of a healthy lab machine. */
export function readingsOf(
  options: { hostname?: string; memoryGib?: number; freeGib?: number } = {},
): Reading[] {
  const { hostname = 'LAB-01', memoryGib = 8, freeGib = 50 } = options;
  const gib = 2 ** 30;
  const facts = [
    {
      section: 'hardware',
      facts: {
        memoryBytes: memoryGib * gib,
        chassisType: 3,
        hypervisor: 'none',
        cpu: { model: 'i3-10100', cores: 4, threads: 8 },
      },
    },
    { section: 'system', facts: { hostname, osName: 'Windows 10 Education', osBuild: '19045' } },
    { section: 'storage', facts: { disks: [{ device: 'sda', sizeBytes: 240 * gib, kind: 'ssd' }] } },
    { section: 'usage', facts: { systemFreeBytes: freeGib * gib, cpuPercent: 3 } },
    { section: 'antivirus', facts: { products: [{ name: 'Windows Defender', productState: 397568 }] } },
  ] as const;
  return facts.map((one) => ({ ...one, hash: hashOf(one) }) as unknown as Reading);
}

/** Sends one report through ingest; resolves when it is stored and applied. */
export async function report(
  { ingest, clock }: Pick<Rig, 'ingest' | 'clock'>,
  deviceId: string,
  content: Partial<Report> & { readonly seq: number },
): Promise<void> {
  const message = {
    v: 1,
    boot: bootOf(1),
    at: clock.now(),
    up: 0,
    readings: [],
    outcomes: [],
    ...content,
  };
  const stored = ingest.report(deviceId, encode(message));
  await ingest.flush();
  await stored;
}

export async function status(
  { ingest }: Pick<Rig, 'ingest'>,
  deviceId: string,
  message: object,
): Promise<void> {
  const stored = ingest.status(deviceId, encode(message));
  await ingest.flush();
  await stored;
}

/** All that a picture says of its machines and units; times of collector runs aside, which the store keeps of changes only. */
export function dumpOf({ picture }: Fleet) {
  const devices = [...picture.devices()]
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
    .map(({ standing, facts, outcomes, place }) => ({
      standing,
      facts,
      outcomes: outcomes.map(({ collector, outcome }) => `${collector} ${outcome}`),
      place: place?.unit.unitId,
    }));
  const tallies = [...picture.tree().nodes.values()].map(({ unit, tally }) => [unit.unitId, { ...tally }]);
  return { devices, tallies };
}
