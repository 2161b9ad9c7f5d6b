import { personalRoles } from '../../../shared/domain/device.ts';
import type {
  LineRun,
  MachineEvidence,
  SchoolEvidence,
  ServiceSighting,
  Session,
} from '../../../shared/domain/outage/evidence.ts';
import type { EvidenceStore, LineRunRow, SessionRow } from '../../store/evidence-port.ts';
import type { LineRegister } from '../line/register.ts';
import type { Services } from '../line/services.ts';
import type { Picture } from '../picture.ts';
import type { TrackedDevice } from '../tracked-device.ts';
import { downwards } from '../unit-tree.ts';
import type { Connections } from './connections.ts';

export type GatherDeps = {
  readonly store: Pick<EvidenceStore, 'sessionsOf' | 'proofsOf' | 'runsOf' | 'checksOf'>;
  readonly picture: Picture;
  readonly register: Pick<LineRegister, 'linesOf' | 'asnOf'>;
  readonly services: Pick<Services, 'isOwn'>;
  readonly connections: Connections;
};

export type GatherSpan = {
  readonly from: number;
  readonly to: number;
  readonly sessionsFrom: number;
  /** Checks of services are many: fewer of them are looked at. */
  readonly servicesFrom: number;
};

/** Machines of a school whose silence means something: at work, and nobody's own. */
export function observedMachines(picture: Picture, schoolCode: string): readonly TrackedDevice[] {
  const school = picture.tree().schools.get(schoolCode);
  if (school === undefined) return [];
  return [...downwards(school)]
    .flatMap(({ deviceIds }) => [...deviceIds])
    .flatMap((deviceId) => picture.device(deviceId) ?? [])
    .filter(isObserved);
}

export function isObserved(device: TrackedDevice | undefined): boolean {
  return device?.state === 'approved' && !personalRoles.includes(device.role);
}

/**
 * Everything that the store and the connections tell of a school within a span.
 * @param breathe gives the event loop its turn where it is due
 */
export async function gatherSchool(
  deps: GatherDeps,
  schoolCode: string,
  span: GatherSpan,
  breathe: () => Promise<void>,
): Promise<SchoolEvidence> {
  const machines: MachineEvidence[] = [];
  const services: ServiceSighting[] = [];
  for (const device of observedMachines(deps.picture, schoolCode)) {
    machines.push(await gatherMachine(deps, device, span));
    const { deviceId } = device;
    const checks = await deps.store.checksOf(deviceId, { from: span.servicesFrom, to: span.to });
    for (const { service, at, stage } of checks) {
      // Two schools may call two pages by one name.
      const name = deps.services.isOwn(service, schoolCode) ? `${schoolCode}/${service}` : service;
      services.push({ deviceId, service: name, at, isOk: stage === 'ok' });
    }
    await breathe();
  }
  return { schoolCode, machines, lines: deps.register.linesOf(schoolCode), services };
}

async function gatherMachine(
  { store, register, connections }: GatherDeps,
  { deviceId, room, role }: TrackedDevice,
  span: GatherSpan,
): Promise<MachineEvidence> {
  const asnOf = (address: string | null): number | null =>
    address === null ? null : register.asnOf(address);
  const sessions = newest(
    await store.sessionsOf(deviceId, { from: span.sessionsFrom, to: span.to }),
    connections.of(deviceId),
  );
  const runs = await store.runsOf(deviceId, span);
  return {
    ...{ deviceId, room, isServer: role === 'server', isPersonal: false },
    sessions: sessions.map((row): Session => ({ ...row, asn: asnOf(row.publicAddress) })),
    proofs: await store.proofsOf(deviceId, span),
    runs: runs.map((row: LineRunRow): LineRun => ({ ...row, asn: asnOf(row.publicAddress) })),
  };
}

/** What is known of connections that stand is newer than what is stored of them. */
function newest(stored: readonly SessionRow[], held: readonly SessionRow[]): readonly SessionRow[] {
  return stored.map((row) => held.find(({ boot, conn }) => boot === row.boot && conn === row.conn) ?? row);
}
