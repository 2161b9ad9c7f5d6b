import type { LineSample, SpeedTest } from '../../../shared/contract/line-facts.ts';
import type { LineEntry } from '../../../shared/contract/line-rows.ts';
import { shippedNetworks } from '../../../shared/data/networks.ts';
import { autoLineId } from '../../../shared/domain/line/line-id.ts';
import type { Networks } from '../../../shared/domain/line/networks.ts';
import type { LineIdentity } from '../../../shared/domain/outage/evidence.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { LinesDeps } from '../lines-deps.ts';
import { type LineMeasured, measuredBy, newestAddress } from './line-samples.ts';
import { measuredBefore } from './stored-line.ts';

/** What shows on which line something travelled; the strongest first. */
export type LineSighting = {
  readonly address?: string | undefined;
  readonly gateway?: string | undefined;
  /** The line that the machine was told to measure. */
  readonly lineId?: string | undefined;
};

export type LineSpeed = {
  readonly at: number;
  readonly downMbps: number | null;
  readonly upMbps: number | null;
};

/** The lines of each school, as entered and as measured, in step with the store. */
export type LineRegister = {
  readonly networks: Networks;
  /** Also after lines were entered, changed or removed. */
  readonly load: () => Promise<void>;
  /** What probers measured. */
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** As outages are judged by: the register's, with the networks of each provider. Empty where none was entered. */
  readonly linesOf: (schoolCode: string) => readonly LineIdentity[];
  /** Network of an address by the shipped table, or null. */
  readonly asnOf: (address: string) => number | null;
  readonly entry: (lineId: string) => LineEntry | null;
  /** In the order of their ids; empty where none was entered. */
  readonly entriesOf: (schoolCode: string) => readonly LineEntry[];
  /**
   * The line on which something travelled: known by its network, then by the school's gateway, then by what the machine was
   * told; a public address alone names none, since it changes and is shared. Of a school without lines, its way out as found.
   */
  readonly lineOf: (schoolCode: string, sighting: LineSighting) => string;
  /** The fastest that the school entered, downwards; null where it entered none, or no rate. */
  readonly fastestMbps: (schoolCode: string) => number | null;
  readonly measured: (lineId: string) => LineMeasured | null;
  readonly speed: (lineId: string) => LineSpeed | null;
  /** A speed test was made under its lease. */
  readonly tested: (schoolCode: string, at: number, test: Omit<SpeedTest, 'startedAgo'>) => void;
  /** Whether it is a line of the school, its way out as found included. */
  readonly isOf: (schoolCode: string, lineId: string) => boolean;
  /** Mb/s of the port of the machine that measured the line last. */
  readonly portMbps: (lineId: string) => number | null;
};

type RegisterState = Pick<LinesDeps, 'store' | 'picture' | 'clock'> & {
  readonly networks: Networks;
  readonly measured: Map<string, LineMeasured>;
  readonly speeds: Map<string, LineSpeed>;
  /** Lines whose newest stored test was asked for. */
  readonly speedsRead: Set<string>;
  isLoaded: boolean;
  entries: ReadonlyMap<string, LineEntry>;
  bySchool: ReadonlyMap<string, readonly LineEntry[]>;
};

export function createLineRegister(deps: LinesDeps): LineRegister {
  const { store, picture, clock, networks = shippedNetworks() } = deps;
  const state: RegisterState = {
    ...{ store, picture, clock, networks },
    measured: new Map(),
    speeds: new Map(),
    speedsRead: new Set(),
    isLoaded: false,
    entries: new Map(),
    bySchool: new Map(),
  };
  return {
    networks,
    load: () => load(state),
    applyReports: (reports) => {
      for (const report of reports) {
        if (report.line !== undefined) takeSample(state, report, report.line);
      }
    },
    linesOf: (schoolCode) => entriesOf(state, schoolCode).map((entry) => identityOf(state, entry)),
    asnOf: networks.asnOf,
    entry: (lineId) => state.entries.get(lineId) ?? null,
    entriesOf: (schoolCode) => entriesOf(state, schoolCode),
    lineOf: (schoolCode, sighting) => lineOf(state, schoolCode, sighting),
    fastestMbps: (schoolCode) => fastestMbps(entriesOf(state, schoolCode)),
    measured: (lineId) => state.measured.get(lineId) ?? null,
    speed: (lineId) => state.speeds.get(lineId) ?? null,
    tested: (schoolCode, at, { lineId, publicAddress: address, ...test }) =>
      keepSpeed(state, lineOf(state, schoolCode, { address, lineId }), at, test),
    isOf: (schoolCode, lineId) =>
      lineId === autoLineId(schoolCode) || state.entries.get(lineId)?.schoolCode === schoolCode,
    portMbps: (lineId) => {
      const measured = state.measured.get(lineId);
      const prober = measured === undefined ? undefined : picture.device(measured.deviceId);
      return prober?.facts.network.portMbps ?? null;
    },
  };
}

async function load(state: RegisterState): Promise<void> {
  const entries = (await state.store.lines()).map(({ entry }) => entry);
  state.entries = new Map(entries.map((entry) => [entry.lineId, entry]));
  state.bySchool = Map.groupBy(entries, ({ schoolCode }) => schoolCode);
  const isFirst = !state.isLoaded;
  state.isLoaded = true;
  const probed = isFirst ? await state.store.probedLines() : [];
  for (const { lineId } of [...entries, ...probed]) await readSpeed(state, lineId);
  for (const line of isFirst ? await state.store.measuredLines() : []) {
    state.measured.set(line.sample.lineId, measuredBefore(line));
  }
}

/** A contract's rates are held against the newest test of the last months. */
const speedMs = 120 * 86_400_000;

async function readSpeed(state: RegisterState, lineId: string): Promise<void> {
  if (state.speedsRead.has(lineId)) return;
  state.speedsRead.add(lineId);
  const now = state.clock.now();
  const [newest] = await state.store.speedTests(lineId, { from: now - speedMs, to: now }, 1);
  if (newest !== undefined) keepSpeed(state, lineId, newest.at, newest);
}

function entriesOf({ bySchool }: RegisterState, schoolCode: string): readonly LineEntry[] {
  return bySchool.get(schoolCode) ?? [];
}

function fastestMbps(entries: readonly LineEntry[]): number | null {
  const rates = entries.flatMap(({ downMbps }) => downMbps ?? []);
  return rates.length === 0 ? null : Math.max(...rates);
}

/** A provider that the table does not know is known by where its line's traffic was seen to come from. */
function identityOf(state: RegisterState, { lineId, isp, duty }: LineEntry): LineIdentity {
  const provider = state.networks.providerNamed(isp);
  const seen = state.measured.get(lineId)?.publicAddress ?? null;
  const asn = provider === null && seen !== null ? state.networks.asnOf(seen) : null;
  return { lineId, isp: provider?.name ?? isp, asns: provider?.asns ?? (asn === null ? [] : [asn]), duty };
}

function lineOf(state: RegisterState, schoolCode: string, sighting: LineSighting): string {
  const entries = entriesOf(state, schoolCode);
  const [only, another] = entries;
  if (only === undefined) return autoLineId(schoolCode);
  if (another === undefined) return only.lineId;
  const told = entries.filter(({ lineId }) => lineId === sighting.lineId);
  const byNetwork = entriesByNetwork(state, entries, sighting.address);
  const near = byNetwork.length > 0 ? byNetwork : entries;
  const byGateway = near.filter(
    ({ lineId }) =>
      sighting.gateway !== undefined && state.measured.get(lineId)?.gateway === sighting.gateway,
  );
  const [chosen] = [near, byGateway, told.filter((entry) => near.includes(entry)), told].filter(
    ({ length }) => length === 1,
  );
  const [main] = near.toSorted((a, b) => Number(b.duty === 'main') - Number(a.duty === 'main'));
  return (chosen?.[0] ?? main ?? only).lineId;
}

/** Lines of the address's network; else those of whose provider no network is known. */
function entriesByNetwork(
  { networks }: RegisterState,
  entries: readonly LineEntry[],
  address: string | undefined,
): readonly LineEntry[] {
  const asn = address === undefined ? null : networks.asnOf(address);
  if (asn === null) return [];
  const asnsOf = ({ isp }: LineEntry) => networks.providerNamed(isp)?.asns;
  const own = entries.filter((entry) => asnsOf(entry)?.includes(asn) === true);
  return own.length > 0 ? own : entries.filter((entry) => asnsOf(entry) === undefined);
}

/** Of a machine without duty only the log of its gateway is told, which measures no line. */
function takeSample(state: RegisterState, report: StoredReport, sample: LineSample): void {
  const schoolCode = state.picture.device(report.deviceId)?.schoolCode;
  if (schoolCode === undefined || sample.targets === undefined) return;
  const address = newestAddress(sample) ?? undefined;
  const gateway = sample.targets.find(({ kind }) => kind === 'gateway')?.address;
  const lineId = lineOf(state, schoolCode, { address, gateway, lineId: sample.lineId });
  const before = state.measured.get(lineId);
  if (before !== undefined && before.measuredAt > report.measuredAt) return;
  state.measured.set(lineId, measuredBy(report, sample, before));
}

const megabit = 1_000_000;

function keepSpeed(
  { speeds }: RegisterState,
  lineId: string,
  at: number,
  { download, upload }: Pick<SpeedTest, 'download' | 'upload'>,
): void {
  if (download === undefined && upload === undefined) return;
  if ((speeds.get(lineId)?.at ?? 0) > at) return;
  speeds.set(lineId, {
    at,
    downMbps: download === undefined ? null : download.bitsPerSecond / megabit,
    upMbps: upload === undefined ? null : upload.bitsPerSecond / megabit,
  });
}
