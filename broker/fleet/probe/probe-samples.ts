import type { LineSample } from '../../../shared/contract/line-facts.ts';
import type { LineIdentity } from '../../../shared/domain/outage/evidence.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import { saveLine } from './elect-school.ts';
import { connectedBoot, type ProbesState } from './probe-state.ts';

/** A sample may still be of the duty before, this long after another was told. */
const graceMs = 120_000;

/** What samples tell of probing itself: who does it, and behind which gateway a line's traffic is seen. */
export function takeSamples(state: ProbesState, reports: readonly StoredReport[]): void {
  for (const report of reports) {
    const { line } = report;
    if (line?.lineId === undefined) continue;
    const isOnDuty = state.duties.get(report.deviceId)?.lineId === line.lineId;
    if (isOnDuty) noteWorking(state, report);
    else tellAgain(state, report, line.lineId);
    if (isOnDuty) learnGateway(state, report, line);
  }
}

function noteWorking(state: ProbesState, { deviceId }: StoredReport): void {
  state.sampleOwedSince.set(deviceId, state.clock.monotonicMs());
  state.muteUntil.delete(deviceId);
}

/** It probes though it should not: an older disk came back, or the order that ended its duty was lost. */
function tellAgain(
  state: ProbesState,
  { deviceId, measuredAt, timeQuality }: StoredReport,
  lineId: string,
): void {
  const told = state.told.get(deviceId);
  const nowMs = state.clock.now();
  const toldAt = told?.toldAt ?? 0;
  if (timeQuality !== 'anchored' || measuredAt < toldAt + graceMs || nowMs < toldAt + graceMs) return;
  const boot = connectedBoot(state, deviceId);
  if (boot === null) return;
  state.told.set(deviceId, {
    ...{ deviceId, lineId, duty: 'prober', digest: '', boot, until: nowMs, toldAt },
  });
  state.waitingMachines.add(deviceId);
}

/** A line is behind the gateway where its provider's network was seen; two lines behind one router are both there. */
function learnGateway(state: ProbesState, { deviceId }: StoredReport, sample: LineSample): void {
  const own = state.duties.get(deviceId);
  const schoolCode = own === undefined ? undefined : state.lines.get(own.lineId)?.schoolCode;
  const gateway =
    sample.targets?.find(({ kind }) => kind === 'gateway')?.address ??
    state.picture.device(deviceId)?.facts.network.gateway;
  if (schoolCode === undefined || gateway === null || gateway === undefined) return;
  const seen = new Set((sample.publicAddresses ?? []).map(state.register.asnOf));
  const entered = state.register.linesOf(schoolCode);
  const isSeen = ({ asns }: LineIdentity): boolean => asns.some((asn) => seen.has(asn));
  for (const identity of entered.filter(isSeen)) {
    const line = state.lines.get(identity.lineId);
    const isAlone = !entered.some((other) => other !== identity && sharesNetwork(other, identity));
    if (line === undefined || line.gateway !== null || !isAlone) continue;
    const next = { ...line, gateway };
    state.lines.set(line.lineId, next);
    saveLine(state, next);
  }
}

/** Two lines of one provider cannot be told apart by their addresses. */
function sharesNetwork(a: LineIdentity, b: LineIdentity): boolean {
  return a.asns.some((asn) => b.asns.includes(asn));
}
