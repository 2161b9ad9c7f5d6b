import { autoLineId } from '../../../shared/domain/line/line-id.ts';
import { elect, emptySeats, type LineSeats } from '../../../shared/domain/probe/election.ts';
import { mainFirst, type ProbedLine } from '../../../shared/domain/probe/line-pools.ts';
import { mayProbe, type ProbeMachine } from '../../../shared/domain/probe/machine.ts';
import type { TrackedDevice } from '../tracked-device.ts';
import { downwards, type UnitNode, upwards } from '../unit-tree.ts';
import { connectedBoot, type HeldLine, inTurn, type ProbesState } from './probe-state.ts';

/** A prober sends a sample every five minutes: one that sent none for so long does not probe. */
const muteAfterMs = 15 * 60_000;
/** It is tried again after this time. */
const muteMs = 6 * 3_600_000;
/** Days on which a machine was heard count over this many. */
const countedDays = 30;

/** Who probes the lines of a school now; whoever gained or lost a duty waits to be told. */
export function electSchool(state: ProbesState, schoolCode: string): void {
  const school = state.picture.tree().schools.get(schoolCode);
  const machines = school === undefined ? [] : machinesOf(state, school);
  const lines = machines.length === 0 ? [] : linesOf(state, schoolCode, machines);
  const nowMs = state.clock.monotonicMs();
  const held = new Map(lines.map(({ lineId }) => [lineId, state.lines.get(lineId)?.seats ?? emptySeats]));
  const seats = elect({ lines, machines, held, nowMs, backBy: state.backBy });
  const known = state.linesOfSchool.get(schoolCode) ?? [];
  const gone = known.filter((lineId) => !seats.has(lineId));
  for (const lineId of gone) dropLine(state, lineId);
  for (const lineId of known) forgetHolders(state, lineId);
  for (const line of lines) {
    const next = seats.get(line.lineId) ?? emptySeats;
    takeSeats(state, { ...line, schoolCode, seats: next, place: placeOf(state, schoolCode) });
    const isPatient = next.prober.goneSince !== null || next.standby.goneSince !== null;
    if (isPatient) state.patientSchools.add(schoolCode);
  }
  if (lines.length === 0) state.linesOfSchool.delete(schoolCode);
  else
    state.linesOfSchool.set(
      schoolCode,
      lines.map(({ lineId }) => lineId),
    );
}

function linesOf(
  state: ProbesState,
  schoolCode: string,
  machines: readonly ProbeMachine[],
): readonly ProbedLine[] {
  const entered = state.register.entriesOf(schoolCode);
  const gateways = new Set(machines.flatMap(({ gateway }) => gateway ?? []));
  // A router that no machine has any more was replaced: the line is looked for anew.
  const gatewayOf = (lineId: string): string | null => {
    const gateway = state.lines.get(lineId)?.gateway ?? null;
    return gateway !== null && (gateways.size === 0 || gateways.has(gateway)) ? gateway : null;
  };
  if (entered.length === 0) {
    const lineId = autoLineId(schoolCode);
    return [{ lineId, duty: 'main', siteCode: null, gateway: gatewayOf(lineId) }];
  }
  return entered
    .map(({ lineId, duty, siteCode = null }) => ({ lineId, duty, siteCode, gateway: gatewayOf(lineId) }))
    .sort(mainFirst);
}

function machinesOf(state: ProbesState, school: UnitNode): readonly ProbeMachine[] {
  const machines: ProbeMachine[] = [];
  for (const node of downwards(school)) {
    for (const deviceId of node.deviceIds) {
      const device = state.picture.device(deviceId);
      if (device === undefined) continue;
      const { role, state: deviceState } = device;
      if (mayProbe({ role, state: deviceState })) {
        machines.push(machineOf(state, device));
      }
    }
  }
  return machines;
}

function machineOf(state: ProbesState, device: TrackedDevice): ProbeMachine {
  const { deviceId, room, role, heardDays, facts } = device;
  const connectedSince = noteConnection(state, deviceId);
  const site = [...upwards(device.place)].find(({ unit }) => unit.kind === 'site');
  return {
    ...{ deviceId, room, connectedSince },
    gateway: facts.network.gateway,
    isWifi: facts.network.isWifi,
    siteCode: site?.unit.code ?? null,
    isServer: role === 'server',
    isPortable: facts.hardware.chassis === 'laptop' || facts.hardware.chassis === 'tablet',
    isVirtual: facts.hardware.isVirtual === true,
    heardDays: heardDays === null ? 0 : bitsOf(Number(BigInt.asUintN(countedDays, heardDays.bits))),
    isMute: isMute(state, deviceId, connectedSince),
  };
}

function noteConnection(state: ProbesState, deviceId: string): number | null {
  if (connectedBoot(state, deviceId) === null) {
    state.connectedSince.delete(deviceId);
    return null;
  }
  const since = state.connectedSince.get(deviceId);
  if (since !== undefined) return since;
  const nowMs = state.clock.monotonicMs();
  state.connectedSince.set(deviceId, nowMs);
  state.sampleOwedSince.set(deviceId, nowMs);
  return nowMs;
}

/** Told a duty, connected all the time, and silent about it: an older agent, or one that cannot. */
function isMute(state: ProbesState, deviceId: string, connectedSince: number | null): boolean {
  const nowMs = state.clock.monotonicMs();
  const until = state.muteUntil.get(deviceId);
  if (until !== undefined && nowMs < until) return true;
  if (until !== undefined) {
    // Another try begins with another order; whoever is followed by somebody else now is still told that its duty is over.
    const told = state.told.get(deviceId);
    if (told !== undefined) state.told.set(deviceId, { ...told, digest: '' });
    state.muteUntil.delete(deviceId);
    state.sampleOwedSince.set(deviceId, nowMs);
    state.waitingMachines.add(deviceId);
    return false;
  }
  const isOnDuty = state.told.has(deviceId) && state.duties.has(deviceId);
  if (connectedSince === null || !isOnDuty) return false;
  if (nowMs - (state.sampleOwedSince.get(deviceId) ?? nowMs) < muteAfterMs) return false;
  state.muteUntil.set(deviceId, nowMs + muteMs);
  return true;
}

/** Bits that are set in a number of 30. */
function bitsOf(number: number): number {
  let bits = 0;
  for (let left = number; left !== 0; left &= left - 1) bits += 1;
  return bits;
}

/** The smallest number that no other school has. */
function placeOf({ lines, linesOfSchool }: ProbesState, schoolCode: string): number {
  const [own] = linesOfSchool.get(schoolCode) ?? [];
  const held = own === undefined ? undefined : lines.get(own);
  if (held !== undefined) return held.place;
  const used = new Set<number>();
  for (const line of lines.values()) if (line.schoolCode !== schoolCode) used.add(line.place);
  let place = 0;
  while (used.has(place)) place += 1;
  return place;
}

function holdersOf({ prober, standby }: LineSeats): string[] {
  return [prober.deviceId, standby.deviceId].filter((deviceId) => deviceId !== null);
}

/** A machine may change from one line of its school to another: first all are freed, then all are seated. */
function forgetHolders(state: ProbesState, lineId: string): void {
  const line = state.lines.get(lineId);
  if (line === undefined) return;
  for (const deviceId of holdersOf(line.seats)) {
    if (state.duties.get(deviceId)?.lineId !== lineId) continue;
    state.duties.delete(deviceId);
    state.waitingMachines.add(deviceId);
  }
}

function takeSeats(state: ProbesState, line: HeldLine): void {
  const before = state.lines.get(line.lineId);
  const { prober, standby } = line.seats;
  state.lines.set(line.lineId, line);
  for (const [seat, duty] of [
    [prober, 'prober'],
    [standby, 'standby'],
  ] as const) {
    if (seat.deviceId === null) continue;
    state.duties.set(seat.deviceId, { lineId: line.lineId, duty });
    state.waitingMachines.add(seat.deviceId);
  }
  const isSame =
    before !== undefined &&
    before.seats.prober.deviceId === prober.deviceId &&
    before.seats.standby.deviceId === standby.deviceId;
  if (!isSame) saveLine(state, line);
}

/** Writes who holds a line's seats. */
export function saveLine(state: ProbesState, line: HeldLine): void {
  const { lineId, schoolCode, gateway, place, seats } = line;
  const [proberId, standbyId] = [seats.prober.deviceId, seats.standby.deviceId];
  inTurn(state, () =>
    state.store.saveProbedLine({ lineId, schoolCode, gateway, place, proberId, standbyId }),
  );
}

function dropLine(state: ProbesState, lineId: string): void {
  forgetHolders(state, lineId);
  state.lines.delete(lineId);
  inTurn(state, () => state.store.removeProbedLine(lineId));
}
