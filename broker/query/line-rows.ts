import type { LineEntry, LineRow } from '../../shared/contract/line-rows.ts';
import { shippedLineThresholds } from '../../shared/data/line-thresholds.ts';
import { schoolOfAutoLine } from '../../shared/domain/line/line-id.ts';
import { carrierNatOf, judgeLine } from '../../shared/domain/line/line-judgement.ts';
import type { LineDeclaration, LineMeasures } from '../../shared/domain/line/line-measures.ts';
import { medianOf } from '../../shared/domain/median.ts';
import type { LineMeasured } from '../fleet/line/line-samples.ts';
import type { LineRegister } from '../fleet/line/register.ts';
import type { Lines } from '../fleet/lines.ts';
import { dayOf } from '../fleet/local-day.ts';
import { schoolNameIn } from './finding-scope.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** The lines of a school: those that were entered, else its way out as found. */
export function lineRowsOf(schoolCode: string, deps: LineQueryDeps): LineRow[] {
  const { register } = deps.fleet.lines;
  const entries = register.entriesOf(schoolCode);
  if (entries.length > 0) return entries.map((entry) => lineRowOf(entry, schoolCode, deps));
  const found = foundLine(schoolCode, deps.fleet.lines);
  return found === null ? [] : [lineRowOf(found, schoolCode, deps)];
}

/** One line by its id, if there is such a line. */
export function lineRowNamed(lineId: string, deps: LineQueryDeps): LineRow | null {
  const { register } = deps.fleet.lines;
  const entry = register.entry(lineId);
  if (entry !== null) return lineRowOf(entry, entry.schoolCode, deps);
  const schoolCode = schoolOfAutoLine(lineId);
  if (schoolCode === null || !deps.fleet.picture.tree().schools.has(schoolCode)) return null;
  return lineRowsOf(schoolCode, deps).find((one) => one.lineId === lineId) ?? null;
}

type Found = Pick<LineEntry, 'lineId' | 'duty'>;

/** Measured, or measured by somebody whom this broker has not heard since its start. */
function foundLine(schoolCode: string, { register, probes }: Lines): Found | null {
  const lineId = register.lineOf(schoolCode, {});
  const isProbed = register.measured(lineId) !== null || probes.dutyOf(lineId).proberId !== null;
  return isProbed ? { lineId, duty: 'main' } : null;
}

function lineRowOf(entry: LineEntry | Found, schoolCode: string, deps: LineQueryDeps): LineRow {
  const { register, probes } = deps.fleet.lines;
  const { lineId } = entry;
  const measures = measuresOf(lineId, deps);
  const measured = register.measured(lineId);
  const judged = judgeLine(declarationOf(entry, register), measures, shippedLineThresholds());
  const duty = probes.dutyOf(lineId);
  return {
    ...entry,
    ...{ schoolCode, schoolName: schoolNameIn(deps.fleet.picture.tree(), schoolCode) },
    ...{ isDeclared: 'isp' in entry, ...stateOf({ schoolCode, lineId }, deps) },
    ...{ verdict: judged.verdict, reasons: [...judged.reasons] },
    ...{ asn: measures.asn, publicAddress: measures.publicAddress },
    asnName: measures.asn === null ? null : register.networks.nameOf(measures.asn),
    isCarrierNat: carrierNatOf(measures),
    hasIpv6: measured?.hasIpv6 ?? null,
    captivePortal: measured?.captivePortal ?? null,
    latencyMs: measured?.latencyMs ?? null,
    p95Ms: measured?.p95Ms ?? null,
    lossPercent: measured?.lossPercent ?? null,
    jitterMs: measured?.jitterMs ?? null,
    measuredDownMbps: measures.downMbps,
    measuredUpMbps: measures.upMbps,
    testedAt: register.speed(lineId)?.at ?? null,
    measuredAt: measured?.measuredAt ?? null,
    ...{ availability: null, watchedHours: null, lessons: null },
    ...duty,
  };
}

function declarationOf(entry: LineEntry | Found, register: LineRegister): LineDeclaration | null {
  if (!('isp' in entry)) return null;
  return {
    medium: entry.medium,
    asns: register.networks.providerNamed(entry.isp)?.asns ?? [],
    sharesNetwork: sharesNetwork(entry, register),
    downMbps: entry.downMbps ?? null,
    upMbps: entry.upMbps ?? null,
    opticalDbm: entry.opticalDbm ?? null,
    contractEndsOn: entry.contractEndsOn ?? null,
  };
}

/** By its traffic such a line is taken for the other one, unless it goes by another gateway. */
function sharesNetwork({ lineId, schoolCode }: LineEntry, register: LineRegister): boolean {
  const lines = register.linesOf(schoolCode);
  const asns = lines.find((one) => one.lineId === lineId)?.asns ?? [];
  const gateway = register.measured(lineId)?.gateway;
  return lines
    .filter((other) => other.lineId !== lineId && other.asns.some((asn) => asns.includes(asn)))
    .some((other) => {
      const theirs = register.measured(other.lineId)?.gateway;
      return gateway == null || theirs == null || gateway === theirs;
    });
}

/** A router of two lines tells the address of one of them: where it is of another network, it is not this line's. */
function ownWanAddress({ wanAddress, publicAddress }: LineMeasured, { asnOf }: LineRegister): string | null {
  const wanAsn = wanAddress === null ? null : asnOf(wanAddress);
  const asn = publicAddress === null ? null : asnOf(publicAddress);
  return wanAsn !== null && asn !== null && wanAsn !== asn ? null : wanAddress;
}

function measuresOf(lineId: string, { fleet, rules, clock }: LineQueryDeps): LineMeasures {
  const { register } = fleet.lines;
  const measured = register.measured(lineId);
  const speed = register.speed(lineId);
  const address = measured?.publicAddress ?? null;
  const asn = address === null ? null : register.asnOf(address);
  const hops = measured?.firstHops ?? [];
  const device = measured === null ? undefined : fleet.picture.device(measured.deviceId);
  return {
    asn,
    isKnownNetwork: asn !== null && register.networks.providerOf(asn) !== null,
    publicAddress: address,
    wanAddress: measured === null ? null : ownWanAddress(measured, register),
    firstHopMs: medianOf(hops.map(({ latencyMs }) => latencyMs)),
    firstHopJitterMs: medianOf(hops.map(({ jitterMs }) => jitterMs)),
    downMbps: speed?.downMbps ?? null,
    upMbps: speed?.upMbps ?? null,
    portMbps: register.portMbps(lineId),
    isByRadio: device?.facts.network.isWifi ?? null,
    today: dayOf(clock.now(), rules.calendar),
  };
}

/** Three samples missed: nothing is known of the line any more. */
const freshMs = 15 * 60_000;

/** What incidents say; else a line that was measured lately is up. */
function stateOf(
  { schoolCode, lineId }: Pick<LineRow, 'schoolCode' | 'lineId'>,
  { fleet, clock }: LineQueryDeps,
): Pick<LineRow, 'state' | 'stateSince'> {
  const standing = fleet.lines.outages.standingOf(schoolCode, lineId);
  if (standing !== null) return { state: standing.state, stateSince: standing.since };
  const measured = fleet.lines.register.measured(lineId);
  const isFresh = measured !== null && clock.now() - measured.measuredAt <= freshMs;
  return { state: isFresh ? 'up' : 'unknown', stateSince: null };
}
