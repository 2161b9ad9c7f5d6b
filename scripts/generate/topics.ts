import { mayPublish, maySubscribe } from '../../broker/transport/access.ts';
import type { Identity } from '../../broker/transport/transport.ts';
import * as limits from '../../shared/contract/limits.ts';
import { buildTopic, type Topic, type TopicKind } from '../../shared/contract/topics.ts';
import { code, document, type Page, table } from './markdown.ts';

type Traffic = { readonly example: Topic; readonly retained: boolean; readonly carries: string };

const device = 'd-abcdefghijklmnop';
const user = 'u-abcdefghijklmnop';
const window = 'q7w2e9r4';
const unitId = 'k3m9x2';

const clients: readonly { readonly identity: Identity; readonly clientId: string }[] = [
  { identity: { kind: 'device', cn: device }, clientId: device },
  { identity: { kind: 'user', cn: user, role: 'technician', unitId }, clientId: `${user}.${window}` },
];

/** The kinds are exhaustive: a new topic does not compile until it is described here. */
const traffic: { readonly [K in TopicKind]: Traffic } = {
  report: {
    example: { kind: 'report', cn: device },
    retained: false,
    carries: 'one numbered report: readings, outcomes, and once a day the hashes of what was last sent',
  },
  status: {
    example: { kind: 'status', cn: device },
    retained: true,
    carries: 'birth after each connection; death as last will or as a goodbye',
  },
  answer: {
    example: { kind: 'answer', cn: device },
    retained: false,
    carries: 'the outcome of an order',
  },
  order: {
    example: { kind: 'order', cn: device },
    retained: false,
    carries: 'one order with an id, re-sent after each birth until it is answered or expired',
  },
  ask: {
    example: { kind: 'ask', cn: user },
    retained: false,
    carries: 'a query or a command',
  },
  tell: {
    example: { kind: 'tell', cn: user, window },
    retained: false,
    carries: 'one page of an answer, or its error; the last level is the asking window',
  },
  summary: {
    example: { kind: 'summary', unitId },
    retained: true,
    carries: 'totals of a unit’s subtree and its schools',
  },
  devices: {
    example: { kind: 'devices', unitId, page: 0 },
    retained: true,
    carries: 'one page of the machines of a unit’s subtree',
  },
  alerts: {
    example: { kind: 'alerts', unitId },
    retained: true,
    carries: 'reserved: alerts of a unit’s subtree; no broker publishes it yet',
  },
  head: {
    example: { kind: 'head' },
    retained: false,
    carries: 'every few seconds the epoch of this broker start and the newest rev of each unit',
  },
};

const limitMeanings: { readonly [L in keyof typeof limits]: string } = {
  contractVersion: 'the `1` of `drum/1/…` and the `v` of every payload',
  maxWireBytes: 'largest payload that is decoded; a larger one is quarantined and acknowledged',
  maxFrameBytes: 'a larger frame closes the connection at its header',
  maxStrangerFrameBytes: 'largest frame before CONNACK',
  maxInflatedBytes: 'largest payload after inflation',
  maxDepth: 'deepest nesting of JSON',
  deflateAboveBytes: 'longer payloads are deflated, but never on `_view`',
  inFlightWindow: 'unacknowledged reports that an agent has on the wire at once',
  headStaleMs: 'a console without a head message for this long says that its picture is stale',
  headIntervalMs: 'interval between two head messages',
};

export const topicsPage: Page = {
  file: 'topics.md',
  render: () =>
    document('Topics', [
      'MQTT 3.1.1 over TLS 1.3 with a certificate on both sides. The second level is the contract version, the third the common name of the certificate: `d-` for a device, `u-` for a user. A broker can therefore guard every topic by the certificate alone.',
      table(['topic', 'from', 'to', 'retained', 'carries'], Object.values(traffic).map(topicRow)),
      'Every message is QoS 1 except the views under `_view`, which may be dropped and asked for again. A payload is JSON in UTF-8 when it begins with `{`, or byte 0x01 followed by deflate-raw of such JSON; anything else is quarantined. Fields of the messages are in [fields.md](fields.md).',
      '## Limits',
      table(['name', 'value', 'meaning'], Object.entries(limits).map(limitRow)),
    ]),
};

/** Who writes and who reads is asked of the broker's own access rules. */
function topicRow({ example, retained, carries }: Traffic): readonly string[] {
  const topic = buildTopic(example);
  const writer = clients.find(({ identity }) => mayPublish(identity, topic) !== null);
  const reader = clients.find(({ identity, clientId }) =>
    maySubscribe(identity, clientId, topic, (_grant, unit) => unit === unitId),
  );
  const [from, to] = [writer?.identity.kind ?? 'broker', reader?.identity.kind ?? 'broker'];
  return [code(topic), from, to, retained ? 'yes' : 'no', carries];
}

function limitRow([name, value]: readonly [string, number]): readonly string[] {
  const meaning = Object.entries(limitMeanings).find(([known]) => known === name)?.[1] ?? '';
  return [code(name), String(value), meaning];
}
