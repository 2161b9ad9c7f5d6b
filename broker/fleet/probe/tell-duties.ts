import { createHash } from 'node:crypto';
import type { OrderBody } from '../../../shared/contract/order.ts';
import { mainFirst } from '../../../shared/domain/probe/line-pools.ts';
import { servicePace } from '../../../shared/domain/probe/plan.ts';
import type { ToldDuty } from '../../store/probe-port.ts';
import { connectedBoot, type Duty, type HeldLine, inTurn, type ProbesState } from './probe-state.ts';

type ProbeBody = Extract<OrderBody, { kind: 'probe' }>;

/** How long a duty holds: a line that is cut for days goes on being watched. */
const dutyMs = 7 * 86_400_000;
/** It is renewed before. */
const renewMs = 2 * 86_400_000;

/** Tells a machine that is connected what it is to do, if that is not what it was told. */
export function tellDuty(state: ProbesState, deviceId: string): void {
  const boot = connectedBoot(state, deviceId);
  if (boot === null) return;
  const told = state.told.get(deviceId);
  const duty = state.duties.get(deviceId);
  if (duty === undefined) endDuty(state, deviceId, boot, told);
  else giveDuty(state, deviceId, boot, told, duty);
}

function giveDuty(
  state: ProbesState,
  deviceId: string,
  boot: string,
  told: ToldDuty | undefined,
  { lineId, duty }: Duty,
): void {
  const line = state.lines.get(lineId);
  if (line === undefined) return;
  const nowMs = state.clock.now();
  const body: ProbeBody = { ...bodyOf(state, line, duty), until: nowMs + dutyMs };
  const digest = digestOf(body);
  const isKnown =
    told?.lineId === lineId &&
    told.duty === duty &&
    told.digest === digest &&
    told.boot === boot &&
    isRunning(told, nowMs);
  if (!isKnown) tell(state, { deviceId, lineId, duty, digest, boot, until: body.until, toldAt: nowMs }, body);
}

/** One that ends later than one that is given now was given by a clock that was ahead, and ends who knows when. */
function isRunning({ until }: ToldDuty, nowMs: number): boolean {
  return until - nowMs > renewMs && until - nowMs <= dutyMs;
}

/** A machine that has lost its duty while it was away is told so when it is back. */
function endDuty(state: ProbesState, deviceId: string, boot: string, told: ToldDuty | undefined): void {
  if (told === undefined || told.duty === 'none') return;
  const nowMs = state.clock.now();
  const { lineId } = told;
  const body: ProbeBody = {
    ...noMeasures(state),
    kind: 'probe',
    lineId,
    duty: 'none',
    until: nowMs + dutyMs,
  };
  const digest = digestOf(body);
  tell(state, { deviceId, lineId, duty: 'none', digest, boot, until: body.until, toldAt: nowMs }, body);
}

function tell(state: ProbesState, told: ToldDuty, body: ProbeBody): void {
  state.told.set(told.deviceId, told);
  state.sampleOwedSince.set(told.deviceId, state.clock.monotonicMs());
  inTurn(state, async () => {
    try {
      await state.store.saveToldDuty(told);
      await state.orders.give(told.deviceId, body, dutyMs);
    } catch (cause) {
      // The next look at its school tries again.
      if (state.told.get(told.deviceId) === told) state.told.delete(told.deviceId);
      throw cause;
    }
  });
}

function noMeasures({
  probing,
}: ProbesState): Pick<
  ProbeBody,
  'anchors' | 'services' | 'serviceEverySeconds' | 'servicePhaseSeconds' | 'badLatencyMs' | 'badLossPercent'
> {
  const { badLatencyMs, badLossPercent } = probing;
  return {
    ...{ anchors: [], services: [], serviceEverySeconds: 900, servicePhaseSeconds: 0 },
    ...{ badLatencyMs, badLossPercent },
  };
}

function bodyOf(state: ProbesState, line: HeldLine, duty: Duty['duty']): Omit<ProbeBody, 'until'> {
  const { measuring, probing, services } = state;
  const point = measuring();
  const isChecking = duty === 'prober' && isFirstOfSchool(state, line);
  const { everySeconds, phaseSeconds } = servicePace(state.probingSchools, line.place);
  return {
    ...noMeasures(state),
    ...{ kind: 'probe', lineId: line.lineId, duty, anchors: [...probing.anchors] },
    ...(point === null ? {} : { echo: { host: point.host, port: point.echoPort } }),
    ...(isChecking
      ? {
          services: services.targetsOf(line.schoolCode).map(({ service, url }) => ({ service, url })),
          serviceEverySeconds: everySeconds,
          servicePhaseSeconds: phaseSeconds,
        }
      : {}),
  };
}

/** One machine of a school checks the services: the prober of its main line. */
function isFirstOfSchool({ lines, linesOfSchool }: ProbesState, line: HeldLine): boolean {
  const probed = (linesOfSchool.get(line.schoolCode) ?? [])
    .flatMap((lineId) => lines.get(lineId) ?? [])
    .filter(({ seats }) => seats.prober.deviceId !== null)
    .sort(mainFirst);
  return probed[0]?.lineId === line.lineId;
}

function digestOf({ until: _until, ...body }: ProbeBody): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}
