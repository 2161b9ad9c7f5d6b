import { isCommonName, isDeviceId, isUserId, unitIdPattern } from '../domain/ids.ts';

const root = 'drum/1';

/** A user's window: CN + `.` + 8 random characters is its MQTT client id; the 8 are its `tell` topic. */
const windowPattern = /^[a-z0-9]{8}$/;
const pagePattern = /^(0|[1-9][0-9]{0,5})$/;

/** Every topic of the contract, parsed. `cn` is the identity level, the only one a broker's ACL needs. */
export type Topic =
  | { readonly kind: 'report' | 'status' | 'answer' | 'order'; readonly cn: string }
  | { readonly kind: 'ask'; readonly cn: string }
  | { readonly kind: 'tell'; readonly cn: string; readonly window: string }
  | { readonly kind: 'summary' | 'alerts'; readonly unitId: string }
  | { readonly kind: 'devices'; readonly unitId: string; readonly page: number }
  | { readonly kind: 'head' };

export type TopicKind = Topic['kind'];

/** Builds a topic; the inverse of {@link parseTopic} for every valid Topic. */
export function buildTopic(topic: Topic): string {
  switch (topic.kind) {
    case 'head':
      return `${root}/_view/head`;
    case 'summary':
    case 'alerts':
      return `${root}/_view/unit/${topic.unitId}/${topic.kind}`;
    case 'devices':
      return `${root}/_view/unit/${topic.unitId}/devices/${topic.page}`;
    case 'tell':
      return `${root}/${topic.cn}/tell/${topic.window}`;
    default:
      return `${root}/${topic.cn}/${topic.kind}`;
  }
}

/** Parses a topic name, or gives null for anything that is not exactly one of the contract's topics. */
export function parseTopic(name: string): Topic | null {
  const levels = name.split('/');
  if (levels[0] !== 'drum' || levels[1] !== '1') return null;
  const [, , identity, kind, third, fourth, ...rest] = levels;
  if (identity === undefined || kind === undefined) return null;
  if (identity === '_view') return rest.length > 1 ? null : parseView(kind, third, fourth, rest[0]);
  if (rest.length > 0 || fourth !== undefined || !isCommonName(identity)) return null;
  return parseIdentity(identity, kind, third);
}

/** Topic filter of everything below one unit: one grant is one unit subtree. */
export function unitFilter(unitId: string): string {
  return `${root}/_view/unit/${unitId}/#`;
}

/** Parses a view subscription: a unit's `#` filter or one exact view topic; null for anything wider. */
export function parseViewFilter(filter: string): { readonly unitId: string } | 'head' | null {
  const match = /^drum\/1\/_view\/unit\/([^/]+)\/#$/.exec(filter);
  const unitId = match?.[1];
  if (unitId !== undefined) return unitIdPattern.test(unitId) ? { unitId } : null;
  const topic = parseTopic(filter);
  if (topic?.kind === 'head') return 'head';
  return topic !== null && 'unitId' in topic ? { unitId: topic.unitId } : null;
}

function parseView(kind: string, unitId?: string, view?: string, page?: string): Topic | null {
  if (kind === 'head') return unitId === undefined ? { kind } : null;
  if (kind !== 'unit' || unitId === undefined || !unitIdPattern.test(unitId)) return null;
  if (view === 'summary' || view === 'alerts') return page === undefined ? { kind: view, unitId } : null;
  if (view !== 'devices' || page === undefined || !pagePattern.test(page)) return null;
  return { kind: view, unitId, page: Number(page) };
}

function parseIdentity(cn: string, kind: string, window?: string): Topic | null {
  if (kind === 'tell') {
    return window !== undefined && windowPattern.test(window) && isUserId(cn) ? { kind, cn, window } : null;
  }
  if (window !== undefined) return null;
  if (kind === 'ask') return isUserId(cn) ? { kind, cn } : null;
  if (kind === 'report' || kind === 'status' || kind === 'answer' || kind === 'order') {
    return isDeviceId(cn) ? { kind, cn } : null;
  }
  return null;
}
