import type { Identity } from '../../broker/transport/transport.ts';
import { type UserRole, userRoles } from '../../shared/domain/device.ts';
import { deviceCn, userCn } from './broker-pki.ts';

const machine = deviceCn(1);
const otherMachine = deviceCn(2);
const otherPerson = userCn(20);
export const windowName = 'abcdefgh';

/** Two machines and a person of each role over `area1`, of which `area1a` is a part and `area2` is none. */
export const identities: readonly Identity[] = [
  { kind: 'device', cn: machine },
  { kind: 'device', cn: otherMachine },
  ...userRoles.map(
    (role, index) => ({ kind: 'user', cn: userCn(index + 1), role, unitId: 'area1' }) as const,
  ),
  { kind: 'user', cn: otherPerson, role: 'technician', unitId: 'area2' },
];

export const unitsOfGrant: Readonly<Record<string, readonly string[]>> = {
  area1: ['area1', 'area1a'],
  area2: ['area2'],
};

export function clientIdOf({ kind, cn }: Identity): string {
  return kind === 'device' ? cn : `${cn}.${windowName}`;
}

export function personOf(role: UserRole): string {
  return userCn(userRoles.indexOf(role) + 1);
}

const ofMachine = (cn: string) =>
  ['report', 'status', 'answer', 'order'].map((kind) => `drum/1/${cn}/${kind}`);
const ofPerson = (cn: string) => [`drum/1/${cn}/ask`, `drum/1/${cn}/tell/${windowName}`];
const ofUnit = (unitId: string) =>
  ['summary', 'devices/0', 'alerts'].map((view) => `drum/1/_view/unit/${unitId}/${view}`);

/** Every topic of the contract, of everybody, and some that are none. */
export const topics: readonly string[] = [
  ...identities.flatMap(({ kind, cn }) => (kind === 'device' ? ofMachine(cn) : ofPerson(cn))),
  ...['area1', 'area1a', 'area2'].flatMap(ofUnit),
  'drum/1/_view/head',
  `drum/1/${machine}/ask`,
  `drum/1/${machine}/report/more`,
  `drum/2/${machine}/report`,
  'elsewhere',
];

/** Filters that somebody might try, beside every topic itself. */
export const wideFilters: readonly string[] = [
  '#',
  '+/#',
  'drum/#',
  'drum/1/#',
  'drum/1/+/report',
  'drum/1/+/order',
  'drum/1/+/tell/+',
  `drum/1/${otherMachine}/#`,
  `drum/1/${otherPerson}/#`,
  'drum/1/_view/#',
  'drum/1/_view/unit/+/summary',
  'drum/1/_view/unit/area1/#',
  'drum/1/_view/unit/area2/#',
  '$SYS/#',
  `$share/g/drum/1/${otherMachine}/order`,
  '$share/g/drum/1/_view/unit/area2/#',
];

/** The table of what is written: a machine its three topics, a person the questions, whatever the role. */
export function writableTopics({ kind, cn }: Identity): string[] {
  return (kind === 'device' ? ['report', 'status', 'answer'] : ['ask']).map((name) => `drum/1/${cn}/${name}`);
}

/** The table of what is read: a machine its orders, a person the own answers, the head and the views of the grant. */
export function readableTopics(identity: Identity): string[] {
  if (identity.kind === 'device') return [`drum/1/${identity.cn}/order`];
  const units = unitsOfGrant[identity.unitId] ?? [];
  return [`drum/1/${identity.cn}/tell/${windowName}`, ...units.flatMap(ofUnit), 'drum/1/_view/head'];
}
