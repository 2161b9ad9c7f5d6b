import type { QueryKind } from '../../shared/contract/query.ts';
import { buildTopic, parseTopic, parseViewFilter, unitFilter } from '../../shared/contract/topics.ts';
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
 * Every filter that an identity may read, for a broker that is told beforehand: `+` stands for the user's windows.
 * @param unitIds the units of the user's grant, itself included
 */
export function readFilters(identity: Identity, unitIds: readonly string[]): readonly string[] {
  if (identity.kind === 'device') return [buildTopic({ kind: 'order', cn: identity.cn })];
  const windows = buildTopic({ kind: 'tell', cn: identity.cn, window: '+' });
  return [windows, buildTopic({ kind: 'head' }), ...unitIds.map(unitFilter)];
}

/** What a broker process behind another broker writes and reads: for everybody, and nothing that a machine or person says. */
export const workerTopics = {
  writes: ['drum/1/+/order', 'drum/1/+/tell/+', 'drum/1/_view/#'],
  reads: ['drum/1/+/report', 'drum/1/+/status', 'drum/1/+/answer', 'drum/1/+/ask'],
} as const;

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

/** Whom an answer or command concerns; `shell` is for the administrator at the broker's own machine alone. */
export type Reach =
  /** The asker's own unit and what is below it; each answer checks it. */
  | 'unit'
  /** Everybody: asked only by those who are granted the whole installation. */
  | 'installation'
  /** Nobody's machines: the broker itself, or the asker's own certificate. */
  | 'broker'
  | 'shell';

type AskRule = {
  /** Who may ask beside the administrator. */
  readonly roles: readonly Exclude<UserRole, 'admin'>[];
  readonly reach: Reach;
  /** It changes something, so each attempt is a line in the audit log. */
  readonly isChange: boolean;
};
type Roles = AskRule['roles'];

const all: Roles = ['technician', 'planner', 'school-officer', 'auditor'];
const onSite: Roles = ['technician', 'school-officer'];
/** Who keeps a school's register: planners buy the licences that stand in it. */
const onPaper: Roles = ['technician', 'planner', 'school-officer'];

function read(roles: Roles, reach: Reach = 'unit'): AskRule {
  return { roles, reach, isChange: false };
}

function change(roles: Roles, reach: Reach = 'unit'): AskRule {
  return { roles, reach, isChange: true };
}

/** Exhaustive: a kind that nobody thought of here does not compile. */
const asks: Readonly<Record<QueryKind, AskRule>> = {
  view: read(all),
  units: read(all),
  schools: read(all),
  devices: read(all),
  device: read(all),
  roster: read(all),
  roomList: read(all),
  brokerStatus: read(all, 'broker'),
  profileRenew: change(all, 'broker'),

  tokenCreate: change(onSite),
  tokenList: read([...onSite, 'auditor']),
  tokenRevoke: change(onSite),

  deviceSet: change(onSite),
  deviceImport: change(onSite),
  deviceRetire: change(onSite),
  deviceOrder: change(onSite),
  deviceRevoke: change(['technician']),
  deviceMerge: change(['technician']),
  deviceUnmerge: change(['technician']),
  deviceSplit: change(['technician']),
  proposalList: read([...onSite, 'auditor']),
  proposalDecide: change(onSite),
  roomSet: change(onSite),

  findings: read(all),
  risk: read(all),
  findingTrend: read(all),
  upgrades: read(all),
  findingSet: change(onSite),
  reviewDraft: read(all),
  reviewList: read(all),
  reviewShow: read(all),
  reviewRecord: change(onSite),
  licenceList: read(all),
  licenceSet: change(onPaper),
  licenceRemove: change(onPaper),
  reviewPolicyShow: read(all, 'broker'),
  reviewPolicySet: change(['planner'], 'installation'),

  lineList: read(all),
  lineShow: read(all),
  lineSet: change(onPaper),
  lineRemove: change(onPaper),
  lineQuality: read(all),
  availability: read(all),
  ispReport: read(all),
  lineTest: change(onSite),
  outageList: read(all),
  outageShow: read(all),
  serviceList: read(all),
  serviceSet: change(onSite),
  serviceRemove: change(onSite),
  roomReadiness: read(all),
  digestShow: read(all),
  digestList: read(['technician', 'planner', 'auditor']),
  digestAdd: change(['technician']),
  digestRemove: change(['technician']),
  digestSend: change(['technician']),

  rosterImport: change(['planner'], 'installation'),
  planning: read(all),
  registerImport: change(['planner']),
  registerRows: read(all),
  schoolMerge: change(['planner'], 'installation'),
  schoolRecode: change(['planner'], 'installation'),
  snapshotCreate: change(['planner'], 'installation'),
  snapshotList: read(all),
  snapshotShow: read(all),
  snapshotConfirm: change(['planner', 'school-officer']),
  snapshotClose: change(['planner'], 'installation'),
  scenarioSave: change(['planner']),
  scenarioList: read(all),
  scenarioRemove: change(['planner']),
  exportRecord: change(all, 'broker'),
  exportFind: read(all, 'broker'),

  quarantineList: read(['technician', 'auditor']),
  quarantineShow: read(['technician', 'auditor']),
  quarantineReplay: change(['technician']),
  quarantinePurge: change([]),

  userAdd: change([]),
  userList: read(['auditor']),
  userRevoke: change([]),
  auditList: read(['auditor']),

  addressesShow: read(['auditor'], 'broker'),
  addressesSet: change([], 'installation'),
  authorityStatus: read(['auditor'], 'broker'),
  authorityChange: change([], 'shell'),
  backupCreate: change([], 'shell'),
};

/** Whoever asks, as far as it decides what may be asked. */
export type Asker = {
  readonly role: UserRole;
  /** At the broker's own shell, over the control socket or on the closed database. */
  readonly isLocal?: true;
};

/** Which kinds a role may ask; within which units is for the answer to check. */
export function mayAsk({ role, isLocal }: Asker, kind: QueryKind): boolean {
  const { roles, reach } = asks[kind];
  if (reach === 'shell') return isLocal === true;
  return role === 'admin' || roles.includes(role);
}

/** Why a question is refused whatever it names: the asker's role, or a unit that is not the whole installation; else null. */
export function whyNotAsk(
  asker: Asker & { readonly unitId: string },
  kind: QueryKind,
  rootUnitId: string | undefined,
): 'role' | 'unit' | null {
  if (!mayAsk(asker, kind)) return 'role';
  const isOverAll = asker.isLocal === true || asker.unitId === rootUnitId;
  return reachOf(kind) === 'installation' && !isOverAll ? 'unit' : null;
}

export function reachOf(kind: QueryKind): Reach {
  return asks[kind].reach;
}

/** What leaves a line in the audit log: every attempt to change something, and figures that leave the house. */
export function isAudited(kind: QueryKind, params: unknown): boolean {
  if (kind === 'ispReport') return true;
  if (kind !== 'planning') return asks[kind].isChange;
  return typeof params === 'object' && params !== null && 'purpose' in params && params.purpose === 'export';
}

function windowOf(clientId: string): string | undefined {
  return windowOfClientId.exec(clientId)?.[2];
}
