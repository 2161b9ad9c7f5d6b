import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { type Network, openCore, silentNetwork } from '../../../broker/core.ts';
import type { Publish } from '../../../broker/fleet/publish-queue.ts';
import type { Actor } from '../../../broker/query/handler.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import type { QueryBody, QueryKind, QueryParams } from '../../../shared/contract/query.ts';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import type { UserRole } from '../../../shared/domain/device.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import type { Resources } from '../../support/resources.ts';

export const roster = 'school_code,school_name,level,commune\nA1,Trường A,TH,Xã A\nB1,Trường B,THCS,Xã B\n';

/** Where requests come from. */
export const origin = { network: '192.0.2.1' };

export type Office = Awaited<ReturnType<typeof openOffice>>;

/** A loaded core with two communes, a school in each, and people over each of them. */
export async function openOffice(
  resources: Resources,
  onPublish: (...message: Parameters<Publish>) => void = () => {},
) {
  const clock = createManualClock(Date.UTC(2026, 10, 22));
  const store = await openTestStore(resources);
  const { authority, folder } = await openTestAuthority(resources, clock);
  const disconnected: string[] = [];
  const cleared: string[] = [];
  const network: Network = {
    ...silentNetwork,
    publish: (topic, payload, options) => {
      if (payload.length === 0) cleared.push(topic);
      onPublish(topic, payload, options);
      return Promise.resolve();
    },
    disconnect: (cn) => void disconnected.push(cn),
  };
  const settings = {
    hosts: ['localhost'],
    mqttPort: 1,
    httpsPort: 2,
    ndt7Port: 3,
    echoPort: 4,
    measuring: false,
    logLevel: 'info',
  } as const;
  const installation = { folder, store, authority, settings: { ...settings, hosts: ['localhost'] } };
  const core = await openCore({ clock, log: pino({ level: 'silent' }), network }, installation);
  resources.defer(core.close);
  async function ask<K extends QueryKind>(actor: Actor, kind: K, params: QueryParams<K>) {
    const answer = await core.dispatch(actor, kind, params);
    return answer.ok ? (answer.value as QueryBody<K>[]) : answer.error.code;
  }
  await ask(core.local(), 'rosterImport', { csv: roster });
  const unitOf = (name: string): string => {
    const nodes = [...core.fleet.picture.tree().nodes.values()];
    return nodes.find(({ unit }) => unit.name === name)?.unit.unitId ?? '';
  };
  const actor = (role: UserRole, unit: string): Actor => ({
    userId: 'u-x',
    name: 'x',
    role,
    unitId: unitOf(unit),
  });
  const join = async (
    schoolCode: string,
    fingerprint: Fingerprint = { macs: [randomBytes(32).toString('base64url')] },
  ) => {
    const created = await ask(core.local(), 'tokenCreate', { schoolCode });
    const token = parseJoinToken(typeof created === 'string' ? created : (created[0]?.token ?? ''));
    if (!token.ok) throw new Error(String(created));
    const { id: tokenId, secret } = token.value;
    const { csrPem, keyPem } = await createKeyAndRequest();
    const joined = await core.joining.join({ v: 1, tokenId, secret, csr: csrPem, fingerprint }, origin);
    if (!joined.ok) throw new Error(joined.error.code);
    return { ...joined.value, keyPem };
  };
  const joinTo = async (schoolCode: string): Promise<string> => (await join(schoolCode)).deviceId;
  return { store, core, clock, cleared, ask, actor, unitOf, join, joinTo, disconnected };
}
