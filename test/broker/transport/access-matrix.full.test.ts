import { expect, test } from 'vitest';
import { createAskDesk } from '../../../broker/query/ask.ts';
import type { Identity } from '../../../broker/transport/transport.ts';
import { decode, encode } from '../../../shared/contract/codec.ts';
import { type QueryKind, tell } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import { type UserRole, userRoles } from '../../../shared/domain/device.ts';
import {
  clientIdOf,
  identities,
  personOf,
  readableTopics,
  topics,
  wideFilters,
  windowName,
  writableTopics,
} from '../../support/access-table.ts';
import { connectRawClient, type RawClient } from '../../support/mqtt-client.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { openRig, silentLog } from '../fleet/fleet-rig.ts';
import { openQuestions } from '../query/question-rig.ts';
import { type StartedTransport, startTransport } from './started-transport.ts';

/** Who may ask what: t technician, p planner, s school officer, a auditor, A administrator. */
const askTable: Readonly<Record<QueryKind, string>> = {
  view: 'tpsaA',
  units: 'tpsaA',
  schools: 'tpsaA',
  devices: 'tpsaA',
  device: 'tpsaA',
  roster: 'tpsaA',
  planning: 'tpsaA',
  registerImport: 'pA',
  registerRows: 'tpsaA',
  schoolMerge: 'pA',
  schoolRecode: 'pA',
  snapshotCreate: 'pA',
  snapshotList: 'tpsaA',
  snapshotShow: 'tpsaA',
  snapshotConfirm: 'psA',
  snapshotClose: 'pA',
  scenarioSave: 'pA',
  scenarioList: 'tpsaA',
  scenarioRemove: 'pA',
  exportRecord: 'tpsaA',
  exportFind: 'tpsaA',
  roomList: 'tpsaA',
  brokerStatus: 'tpsaA',
  profileRenew: 'tpsaA',
  tokenCreate: 'tsA',
  tokenList: 'tsaA',
  tokenRevoke: 'tsA',
  deviceSet: 'tsA',
  deviceImport: 'tsA',
  deviceRetire: 'tsA',
  deviceOrder: 'tsA',
  deviceRevoke: 'tA',
  deviceMerge: 'tA',
  deviceUnmerge: 'tA',
  deviceSplit: 'tA',
  proposalList: 'tsaA',
  proposalDecide: 'tsA',
  roomSet: 'tsA',
  findings: 'tpsaA',
  risk: 'tpsaA',
  findingTrend: 'tpsaA',
  upgrades: 'tpsaA',
  findingSet: 'tsA',
  reviewDraft: 'tpsaA',
  reviewList: 'tpsaA',
  reviewShow: 'tpsaA',
  reviewRecord: 'tsA',
  licenceList: 'tpsaA',
  licenceSet: 'tpsA',
  licenceRemove: 'tpsA',
  reviewPolicyShow: 'tpsaA',
  reviewPolicySet: 'pA',
  lineList: 'tpsaA',
  lineShow: 'tpsaA',
  lineSet: 'tpsA',
  lineRemove: 'tpsA',
  lineQuality: 'tpsaA',
  availability: 'tpsaA',
  ispReport: 'tpsaA',
  lineTest: 'tsA',
  outageList: 'tpsaA',
  outageShow: 'tpsaA',
  serviceList: 'tpsaA',
  serviceSet: 'tsA',
  serviceRemove: 'tsA',
  roomReadiness: 'tpsaA',
  digestShow: 'tpsaA',
  digestList: 'tpaA',
  digestAdd: 'tA',
  digestRemove: 'tA',
  digestSend: 'tA',
  rosterImport: 'pA',
  quarantineList: 'taA',
  quarantineShow: 'taA',
  quarantineReplay: 'tA',
  quarantinePurge: 'A',
  userAdd: 'A',
  userList: 'aA',
  userRevoke: 'A',
  auditList: 'aA',
  addressesShow: 'aA',
  addressesSet: 'A',
  authorityStatus: 'aA',
  authorityChange: '',
  backupCreate: '',
};
const letters: Readonly<Record<UserRole, string>> = {
  technician: 't',
  planner: 'p',
  'school-officer': 's',
  auditor: 'a',
  admin: 'A',
};

/** Connects as somebody; a refused packet ends a connection, so each attempt has its own. */
async function connectAs(
  resources: Resources,
  broker: StartedTransport,
  identity: Identity,
): Promise<() => Promise<RawClient>> {
  const credentials = await broker.enrol(identity);
  return async () => {
    const { client, returnCode } = await connectRawClient(
      { port: broker.port, credentials },
      { clientId: clientIdOf(identity) },
    );
    if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
    resources.defer(client.close);
    return client;
  };
}

test('whoever publishes to whatever topic: exactly what the table says arrives', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  for (const identity of identities) {
    const connect = await connectAs(resources, broker, identity);
    let client = await connect();
    for (const topic of topics) {
      if (client.isClosed()) client = await connect();
      const { socket } = client;
      // Acknowledged, or the connection ends.
      await client.publish(topic, `${identity.cn} ${topic}`).catch(() => socket.destroy());
    }
    client.close();
  }
  const arrived = broker.seen.map(({ payload }) => payload).sort();
  const allowed = identities.flatMap((identity) =>
    writableTopics(identity).map((topic) => `${identity.cn} ${topic}`),
  );
  expect(arrived).toEqual(allowed.sort());
  // The table allows something to everybody and nothing to all.
  expect(allowed.length).toBe(2 * 3 + 6);
}, 60_000);

test('whoever subscribes to whatever: exactly what the table says is granted and delivered', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  for (const identity of identities) {
    const connect = await connectAs(resources, broker, identity);
    const granted = await grantedFilters(connect);
    const exact = readableTopics(identity);
    const views = identity.kind === 'user' ? [`drum/1/_view/unit/${identity.unitId}/#`] : [];
    expect([identity, granted.sort()]).toEqual([identity, [...exact, ...views].sort()]);
    const delivered = await deliveredTopics(connect, broker, granted, exact[0] ?? '');
    expect(delivered.sort()).toEqual(exact.sort());
  }
}, 60_000);

/** A refused subscription may end the connection. */
async function grantedFilters(connect: () => Promise<RawClient>): Promise<string[]> {
  let reader = await connect();
  const granted: string[] = [];
  for (const filter of [...topics, ...wideFilters]) {
    if (reader.isClosed()) reader = await connect();
    const qos = await reader.subscribe(filter).catch(() => 128);
    if (qos !== 128) granted.push(filter);
  }
  reader.close();
  return granted;
}

/**
 * Topics that reach a subscriber of the filters when something is published to each.
 * @param own what it certainly reads: whatever else was on its way has come before
 */
async function deliveredTopics(
  connect: () => Promise<RawClient>,
  { transport }: StartedTransport,
  filters: readonly string[],
  own: string,
): Promise<string[]> {
  const client = await connect();
  for (const filter of filters) await client.subscribe(filter);
  for (const topic of topics) await transport.publish(topic, Buffer.from(topic), { qos: 1 });
  await transport.publish(own, Buffer.from('end'), { qos: 1 });
  await client.next((packet) => packet.cmd === 'publish' && packet.payload.toString() === 'end');
  client.close();
  const received = client.received.flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
  return [...new Set(received)];
}

test('whoever asks whatever: refused or answered exactly as the table says', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const { dispatch } = openQuestions(rig);
  const people = new Map(identities.map((identity) => [identity.cn, identity]));
  const broker: { started?: StartedTransport } = {};
  const desk = createAskDesk({
    dispatch,
    publish: (topic, payload, options) =>
      broker.started?.transport.publish(topic, payload, { ...options, qos: 1 }) ?? Promise.resolve(),
    actorOf: (cn) => {
      const identity = people.get(cn);
      if (identity?.kind !== 'user') return null;
      return { userId: cn, name: cn, role: identity.role, unitId: 'root' };
    },
    log: silentLog,
  });
  const started = await startTransport(resources, { onAsk: desk.receive });
  broker.started = started;
  const answered: Record<string, string> = Object.fromEntries(
    Object.keys(queryKinds).map((kind) => [kind, '']),
  );
  for (const role of userRoles) {
    const cn = personOf(role);
    const identity = people.get(cn);
    if (identity === undefined) throw new Error('nobody has this role');
    const client = await (await connectAs(resources, started, identity))();
    await client.subscribe(`drum/1/${cn}/tell/${windowName}`);
    for (const kind of Object.keys(queryKinds)) {
      const question = { v: 1, id: kind, window: windowName, kind, params: {} };
      await client.publish(`drum/1/${cn}/ask`, encode(question));
      const code = await codeOf(client, kind);
      if (code !== 'SD-MAY-NOT-ASK') answered[kind] += letters[role];
    }
  }
  expect(answered).toEqual(askTable);
}, 60_000);

/** The error of an answer, or undefined. */
async function codeOf(client: RawClient, id: string): Promise<string | undefined> {
  const packet = await client.next((one) => one.cmd === 'publish' && answerTo(one.payload)?.id === id);
  return packet.cmd === 'publish' ? answerTo(packet.payload)?.error?.code : undefined;
}

function answerTo(payload: string | Buffer) {
  const message = decode(Buffer.from(payload), tell);
  return message.ok ? message.value : undefined;
}
