import { createHmac } from 'node:crypto';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { contractVersion } from '../../../shared/contract/limits.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { askTerms, openJoinDoor, postJoin } from '../../../shared/runtime/join-client.ts';
import type { ThrowAway } from './installation.ts';
import type { Plan, PlannedMachine } from './plan.ts';

/** A machine that has joined through the public door. */
export type Enrolled = {
  readonly deviceId: string;
  readonly keyId: string;
  readonly fingerprint: Fingerprint;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
};

const atOnce = 8;

/** Enters schools, lines and services, and joins every machine with the token of its room. */
export async function enrolAll(installation: ThrowAway, plan: Plan): Promise<ReadonlyMap<string, Enrolled>> {
  await enter(installation, plan);
  const groups = Map.groupBy(plan.machines, ({ schoolCode, room, role }) => `${schoolCode}/${room}/${role}`);
  const enrolled = new Map<string, Enrolled>();
  for (const machines of groups.values()) {
    const join = await openJoining(installation, machines);
    const waiting = [...machines];
    const lane = async (): Promise<void> => {
      for (let machine = waiting.shift(); machine !== undefined; machine = waiting.shift()) {
        enrolled.set(machine.name, await join(machine));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  return enrolled;
}

async function enter({ ask }: ThrowAway, plan: Plan): Promise<void> {
  const rows = plan.schools.map(({ code, rooms }) => {
    const seats = rooms.reduce((sum, { devices }) => sum + devices, 0);
    return `${code},School ${code},TH,500,300,${seats}`;
  });
  const header = 'school_code,school_name,level,students,informatics_students,declared_student_pcs';
  const [roster] = await ask('rosterImport', { csv: [header, ...rows].join('\n'), strict: false });
  const [problem] = roster?.problems ?? [];
  if (roster?.isWritten !== true) throw new Error(`roster: ${JSON.stringify(problem)}`);
  for (const { lineId, schoolCode, isp, medium, duty } of plan.lines) {
    await ask('lineSet', { lineId, schoolCode, isp, medium, duty });
  }
  const [known] = plan.services.length > 0 ? await ask('serviceList', {}) : [];
  for (const { serviceId: service, name } of plan.services) {
    if (known?.services.some((one) => one.service === service && one.state === 'active') === true) continue;
    await ask('serviceSet', {
      service,
      name,
      url: `https://${service}.example.vn/`,
      state: 'active',
    });
  }
}

/** Joining goes by the real date where the scenario is of the past: certificates are checked by it. */
const expiresAt = Date.UTC(2099, 0, 1);

async function openJoining(
  { ask }: ThrowAway,
  machines: readonly PlannedMachine[],
): Promise<(machine: PlannedMachine) => Promise<Enrolled>> {
  const [first] = machines;
  const { schoolCode = '', room = null, role = 'unknown' } = first ?? {};
  const place = room === null ? {} : { room };
  const [page] = await ask('tokenCreate', { schoolCode, ...place, role, uses: 1_000, expiresAt });
  const token = parseJoinToken(page?.token ?? '');
  if (!token.ok) throw new Error(`token: ${token.error}`);
  const door = must(await openJoinDoor(token.value));
  const terms = must(await askTerms(door, token.value));
  return async (machine) => {
    const key = await createKeyAndRequest();
    const fingerprint = fingerprintOf(machine, terms.fingerprintKey);
    const { id: tokenId, secret } = token.value;
    const seat = machine.name.slice(machine.name.lastIndexOf('/') + 1);
    const request = { v: contractVersion, tokenId, secret, csr: key.csrPem, fingerprint } as const;
    const joined = must(await postJoin(door, { ...request, ...place, seat: seat.slice(0, 16) }));
    const { deviceId, ca, certificate } = joined;
    return { deviceId, keyId: key.keyId, fingerprint, ca, certificate, key: key.keyPem };
  };
}

function fingerprintOf({ name }: PlannedMachine, fingerprintKey: string): Fingerprint {
  const key = Buffer.from(fingerprintKey, 'base64url');
  const keyed = (part: string): string =>
    createHmac('sha256', key).update(`${part} ${name}`).digest('base64url');
  return { systemUuid: keyed('uuid'), macs: [keyed('mac')], systemDisk: keyed('disk') };
}

function must<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly code: string; readonly values: object } },
): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code} ${JSON.stringify(result.error.values)}`);
}
