import type { LineMeasures, LineRow } from '../../shared/contract/line-rows.ts';
import type { Facts } from '../../shared/contract/readings.ts';
import { medianOf } from '../../shared/domain/median.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** What was told of a line last, with the port or radio of the machine that told it. */
export async function lineMeasuresOf(
  { lineId, schoolCode }: Pick<LineRow, 'lineId' | 'schoolCode'>,
  { fleet, store }: LineQueryDeps,
): Promise<LineMeasures | null> {
  const measured = fleet.lines.register.measured(lineId);
  if (measured === null) return null;
  const { deviceId, measuredAt, latest, firstHops } = measured;
  const { lineId: _, ...facts } = latest;
  const latencyMs = medianOf(firstHops.map((hop) => hop.latencyMs));
  const jitterMs = medianOf(firstHops.map((hop) => hop.jitterMs));
  const held = await store.readingsOf(deviceId);
  const [network] = held.flatMap(({ reading }) => (reading.section === 'network' ? reading.facts : []));
  return {
    ...facts,
    ...{ deviceId, measuredAt },
    hostname: fleet.picture.device(deviceId)?.facts.system.hostname ?? null,
    firstHop: latencyMs === null || jitterMs === null ? null : { latencyMs, jitterMs },
    link: network === undefined ? null : linkOf(network),
    slowPorts: slowPortsOf(schoolCode, fleet),
  };
}

/** The interface that leads to the gateway; where none is said to, a wired one that is up, then a radio. */
function linkOf({ interfaces = [], gatewayInterface }: Facts['network']): LineMeasures['link'] {
  const up = interfaces.filter(({ isUp }) => isUp === true);
  const link =
    interfaces.find(({ name }) => name === gatewayInterface) ??
    up.find(({ kind }) => kind === 'ethernet') ??
    up.find(({ kind }) => kind === 'wifi');
  if (link === undefined) return null;
  const { addresses: _, driver: __, ...told } = link;
  return told;
}

function slowPortsOf(schoolCode: string, { picture, findings }: LineQueryDeps['fleet']): number {
  return [...picture.devices()].filter(
    (device) =>
      device.schoolCode === schoolCode &&
      findings.ofDevice(device.deviceId)?.open.some(({ code }) => code === 'network-port-slow') === true,
  ).length;
}
