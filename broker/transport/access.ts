import type { QueryKind } from '../../shared/contract/query.ts';
import { buildTopic, parseTopic, parseViewFilter } from '../../shared/contract/topics.ts';
import type { UserRole } from '../../shared/domain/device.ts';
import type { Identity } from './transport.ts';

/** What a client publishes. */
export type PublishKind = 'report' | 'status' | 'answer' | 'ask';

const publishes: Readonly<Record<Identity['kind'], readonly PublishKind[]>> = {
  device: ['report', 'status', 'answer'],
  user: ['ask'],
};

const windowOfClientId = /^(u-[a-z2-7]{16})\.([a-z0-9]{8})$/;

/** A device publishes exactly its report, status and answer; a user exactly its ask. */
export function publishTopics(
  identity: Identity,
): readonly { readonly kind: PublishKind; readonly cn: string }[] {
  return publishes[identity.kind].map((kind) => ({ kind, cn: identity.cn }));
}

/** What a topic is to this publisher, or null when it may not publish there. */
export function mayPublish(identity: Identity, topicName: string): PublishKind | null {
  return publishTopics(identity).find((topic) => buildTopic(topic) === topicName)?.kind ?? null;
}

/**
 * A device reads exactly its order topic. A user reads the head, its own window's answers, and views of units within its
 * grant; no filter reaches further than one unit's `#`, and shared subscriptions are none of the contract's topics.
 */
export function maySubscribe(
  identity: Identity,
  clientId: string,
  filter: string,
  isInSubtree: (grantUnitId: string, unitId: string) => boolean,
): boolean {
  const topic = parseTopic(filter);
  if (identity.kind === 'device') return topic?.kind === 'order' && topic.cn === identity.cn;
  if (topic?.kind === 'tell') return topic.cn === identity.cn && topic.window === windowOf(clientId);
  const view = parseViewFilter(filter);
  if (view === null) return false;
  return view === 'head' || isInSubtree(identity.unitId, view.unitId);
}

/**
 * Client ids are bound to the certificate: CN for a device (a second one with a copied disk takes over, and shows);
 * CN, a dot and 8 characters for each window of a user.
 */
export function isClientIdOf(identity: Identity, clientId: string): boolean {
  if (identity.kind === 'device') return clientId === identity.cn;
  return windowOfClientId.exec(clientId)?.[1] === identity.cn;
}

/** A last will as CONNECT carries it. */
export type Will = { readonly topic: string; readonly qos: number; readonly retain: boolean };

/** A device's will, if any, is its own status topic, QoS 1, retained; a user has none. */
export function isWillAllowed(identity: Identity, will: Will | undefined): boolean {
  if (will === undefined) return true;
  return mayPublish(identity, will.topic) === 'status' && will.qos === 1 && will.retain;
}

const reads: readonly QueryKind[] = [
  'view',
  'units',
  'schools',
  'devices',
  'device',
  'planning',
  'brokerStatus',
];
const tokens: readonly QueryKind[] = ['tokenCreate', 'tokenList', 'tokenRevoke'];

const asks: Readonly<Record<Exclude<UserRole, 'admin'>, ReadonlySet<QueryKind>>> = {
  technician: new Set([
    ...reads,
    ...tokens,
    'deviceSet',
    'deviceRevoke',
    'quarantineList',
    'quarantineShow',
    'quarantineReplay',
  ]),
  planner: new Set([...reads, 'rosterImport']),
  'school-officer': new Set([...reads, ...tokens, 'deviceSet']),
  auditor: new Set([...reads, 'tokenList', 'userList', 'quarantineList', 'quarantineShow']),
};

/** Which kinds a role may ask; within which units is for the answer to check. The administrator may ask everything. */
export function mayAsk(role: UserRole, kind: QueryKind): boolean {
  return role === 'admin' || asks[role].has(kind);
}

function windowOf(clientId: string): string | undefined {
  return windowOfClientId.exec(clientId)?.[2];
}
