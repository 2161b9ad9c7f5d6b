import { hash, randomBytes } from 'node:crypto';
import { contractVersion, headIntervalMs } from '../../shared/contract/limits.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { every } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { alertRows } from './alerts.ts';
import { createPages, type Pages } from './pages.ts';
import type { PictureListener } from './picture.ts';
import { createPublishQueue, type Publish, type PublishQueue } from './publish-queue.ts';
import type { Standing } from './standing.ts';
import { downwards, type UnitNode, type UnitTree, upwards } from './unit-tree.ts';
import { pageContent, summaryContent, viewMessage } from './view-message.ts';

export type ViewsDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: Publish;
  readonly tree: () => UnitTree;
  readonly standing: (deviceId: string) => Standing | undefined;
  /** What is open in a unit's subtree. */
  readonly alerts: (node: UnitNode) => ReturnType<typeof alertRows>;
};

export type ViewsConfig = {
  /** A topic that changes again is published no sooner than this after the last time. */
  readonly changeIntervalMs: number;
  /** A page of which only sightings changed waits this long, so that 5,000 machines that report every 5 minutes stay cheap. */
  readonly lastSeenIntervalMs: number;
  /** Units with views of their own: the head names them all in one message. */
  readonly maxUnits: number;
};

export const defaultViewsConfig: ViewsConfig = {
  changeIntervalMs: 1_000,
  lastSeenIntervalMs: 60_000,
  maxUnits: 1_000,
};

/**
 * The retained views of granted units: a summary, pages of machines and alerts each, and the head. QoS 0: a subscriber that is too
 * slow loses a view, sees the gap in `rev`, and asks again; queued copies would only make it slower.
 */
export type Views = Pick<PictureListener, 'changed' | 'placed'> & {
  /** 64 random bits per broker start: revs of another epoch mean nothing. */
  readonly epoch: string;
  /** Publications of the unit's views so far; 0 for a unit without views of its own. */
  readonly revOf: (unitId: string) => number;
  readonly isPublished: (unitId: string) => boolean;
  /** The units named in users' grants; views of others are cleared. */
  readonly setGrants: (unitIds: Iterable<string>) => void;
  /** Incidents of these schools changed. */
  readonly outagesChanged: (schoolCodes: Iterable<string>) => void;
  /** After a new tree: membership is taken anew, topics of removed or moved units are cleared. */
  readonly orgChanged: () => void;
  /** Begins to publish. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

/** One topic as it was last published. */
type ViewTopic = {
  readonly unitId: string;
  readonly page: number | 'summary' | 'alerts';
  contentHash: string;
};
type UnitViews = {
  readonly unitId: string;
  readonly parentId: string | null;
  readonly pages: Pages;
  readonly summary: ViewTopic;
  readonly alerts: ViewTopic;
  readonly pageTopics: ViewTopic[];
};

type ViewsState = ViewsDeps & {
  readonly config: ViewsConfig;
  readonly epoch: string;
  readonly units: Map<string, UnitViews>;
  /** Kept for units that lost their views: a rev never goes back within an epoch. */
  readonly revs: Map<string, number>;
  readonly queue: PublishQueue<ViewTopic>;
  granted: ReadonlySet<string>;
};

export function createViews(deps: ViewsDeps, config: ViewsConfig = defaultViewsConfig): Views {
  const state: ViewsState = {
    ...deps,
    config,
    epoch: randomBytes(8).toString('hex'),
    units: new Map(),
    revs: new Map(),
    queue: createPublishQueue<ViewTopic>({ ...deps, render: (topic) => render(state, topic) }),
    granted: new Set(),
  };
  let cancelHead = (): void => {};
  return {
    epoch: state.epoch,
    revOf: (unitId) => (state.units.has(unitId) ? (state.revs.get(unitId) ?? 0) : 0),
    isPublished: (unitId) => state.units.has(unitId),
    setGrants: (unitIds) => {
      state.granted = new Set(unitIds);
      reconcile(state);
    },
    orgChanged: () => {
      reconcile(state);
      for (const unit of state.units.values()) takeMembers(state, unit);
    },
    changed: (deviceId, place, what) => {
      for (const unit of unitsAbove(state, place)) markDevice(state, unit, deviceId, what);
    },
    placed: (deviceId, from, to) => placed(state, deviceId, from, to),
    outagesChanged: (schoolCodes) => {
      const { schools } = state.tree();
      const touched = [...schoolCodes].flatMap((code) => [...unitsAbove(state, schools.get(code) ?? null)]);
      for (const unit of new Set(touched)) mark(state, unit.alerts, 'content');
    },
    start: () => {
      state.queue.start();
      const head = (): void => publishHead(state);
      head();
      cancelHead = every(deps.clock, headIntervalMs, head);
    },
    stop: () => {
      cancelHead();
      return state.queue.stop();
    },
  };
}

function* unitsAbove(state: ViewsState, place: UnitNode | null): Generator<UnitViews> {
  for (const node of upwards(place)) {
    const unit = state.units.get(node.unit.unitId);
    if (unit !== undefined) yield unit;
  }
}

function placed(state: ViewsState, deviceId: string, from: UnitNode | null, to: UnitNode | null): void {
  const now = new Set(unitsAbove(state, to));
  for (const unit of unitsAbove(state, from)) {
    if (!now.has(unit)) removeDevice(state, unit, deviceId);
  }
  for (const unit of now) markDevice(state, unit, deviceId, 'content');
}

function markDevice(
  state: ViewsState,
  unit: UnitViews,
  deviceId: string,
  what: 'content' | 'last-seen',
): void {
  mark(state, pageTopic(unit, unit.pages.put(deviceId)), what);
  if (what === 'content') mark(state, unit.summary, what);
}

function removeDevice(state: ViewsState, unit: UnitViews, deviceId: string): void {
  const page = unit.pages.remove(deviceId);
  if (page !== null) mark(state, pageTopic(unit, page), 'content');
  mark(state, unit.summary, 'content');
}

function mark(state: ViewsState, topic: ViewTopic, what: 'content' | 'last-seen'): void {
  const { changeIntervalMs, lastSeenIntervalMs } = state.config;
  state.queue.mark(topic, what === 'content' ? changeIntervalMs : lastSeenIntervalMs);
}

function pageTopic(unit: UnitViews, page: number): ViewTopic {
  const known = unit.pageTopics[page];
  if (known !== undefined) return known;
  const topic: ViewTopic = { unitId: unit.unitId, page, contentHash: '' };
  unit.pageTopics[page] = topic;
  return topic;
}

/** Brings the units with views in line with grants and tree. A moved unit starts anew: who may see it has changed. */
function reconcile(state: ViewsState): void {
  const { nodes } = state.tree();
  for (const unit of state.units.values()) {
    const node = nodes.get(unit.unitId);
    const isKept =
      node !== undefined && state.granted.has(unit.unitId) && node.unit.parentId === unit.parentId;
    if (!isKept) clear(state, unit);
  }
  for (const unitId of state.granted) {
    const node = nodes.get(unitId);
    if (node === undefined || state.units.has(unitId)) continue;
    if (state.units.size >= state.config.maxUnits) {
      state.log.warn(
        { unitId, maxUnits: state.config.maxUnits },
        'too many granted units: no views for this one',
      );
      continue;
    }
    takeMembers(state, addUnit(state, node));
  }
}

function addUnit(state: ViewsState, { unit: { unitId, parentId } }: UnitNode): UnitViews {
  const summary: ViewTopic = { unitId, page: 'summary', contentHash: '' };
  const alerts: ViewTopic = { unitId, page: 'alerts', contentHash: '' };
  const unit: UnitViews = { unitId, parentId, pages: createPages(), pageTopics: [], summary, alerts };
  state.units.set(unitId, unit);
  return unit;
}

/** The machines of the subtree as it is now; those that stay keep their pages. */
function takeMembers(state: ViewsState, unit: UnitViews): void {
  const node = state.tree().nodes.get(unit.unitId);
  const members = new Set<string>();
  for (const below of node === undefined ? [] : downwards(node)) {
    for (const deviceId of below.deviceIds) members.add(deviceId);
  }
  for (const deviceId of [...unit.pages.deviceIds()]) {
    if (!members.has(deviceId)) removeDevice(state, unit, deviceId);
  }
  for (const deviceId of members) markDevice(state, unit, deviceId, 'content');
  mark(state, unit.summary, 'content');
  mark(state, unit.alerts, 'content');
}

/** Empty retained messages remove what a new subscriber would otherwise still be given. */
function clear(state: ViewsState, unit: UnitViews): void {
  state.units.delete(unit.unitId);
  for (const topic of [unit.summary, unit.alerts, ...unit.pageTopics]) {
    state.queue.drop(topic, topic.contentHash === '' ? null : topicName(topic));
  }
}

/** The next message of a topic, or null when what it says has not changed since the last. */
function render(state: ViewsState, topic: ViewTopic): { topic: string; payload: Buffer } | null {
  const { unitId } = topic;
  const content = contentOf(state, topic);
  const contentHash = hash('sha1', content);
  if (contentHash === topic.contentHash) return null;
  topic.contentHash = contentHash;
  const rev = (state.revs.get(unitId) ?? 0) + 1;
  state.revs.set(unitId, rev);
  const isTimed = typeof topic.page === 'string';
  const envelope = { epoch: state.epoch, rev, ...(isTimed ? { at: state.clock.now() } : {}) };
  return { topic: topicName(topic), payload: viewMessage(envelope, content) };
}

function contentOf(state: ViewsState, { unitId, page }: ViewTopic): string {
  const node = state.tree().nodes.get(unitId);
  const unit = state.units.get(unitId);
  if (node === undefined || unit === undefined) throw new Error(`views of ${unitId}, which has none`);
  if (page === 'summary') return summaryContent(node);
  if (page === 'alerts') return JSON.stringify(state.alerts(node));
  const rows = [...unit.pages.members(page)].flatMap((deviceId) => state.standing(deviceId)?.row ?? []);
  return pageContent(page, unit.pages.pageCount(), rows);
}

function topicName({ unitId, page }: ViewTopic): string {
  return buildTopic(typeof page === 'string' ? { kind: page, unitId } : { kind: 'devices', unitId, page });
}

/** Not retained: a head of the last broker start, kept by an external broker, would be taken for this one's. */
function publishHead(state: ViewsState): void {
  const revs = Object.fromEntries(
    [...state.units.keys()].map((unitId) => [unitId, state.revs.get(unitId) ?? 0]),
  );
  const head = { v: contractVersion, epoch: state.epoch, at: state.clock.now(), revs };
  state.queue.send({ topic: buildTopic({ kind: 'head' }), payload: Buffer.from(JSON.stringify(head)) });
}
