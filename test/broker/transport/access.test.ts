import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isAudited,
  isClientIdOf,
  isWillAllowed,
  mayAsk,
  mayPublish,
  maySubscribe,
  readFilters,
  whyNotAsk,
} from '../../../broker/transport/access.ts';
import type { QueryKind } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import { userRoles } from '../../../shared/domain/device.ts';
import { deviceCn, userCn } from '../../support/broker-pki.ts';

const own = deviceCn(1);
const other = deviceCn(2);
const device = { kind: 'device', cn: own } as const;
const asker = userCn(1);
const user = { kind: 'user', cn: asker, role: 'technician', unitId: 'area1' } as const;
const window = `${asker}.abcdefgh`;
const kinds = Object.keys(queryKinds) as QueryKind[];
const isInSubtree = (grant: string, unit: string): boolean => unit.startsWith(grant);

test.for([
  [`drum/1/${own}/report`, 'report'],
  [`drum/1/${own}/status`, 'status'],
  [`drum/1/${own}/answer`, 'answer'],
  [`drum/1/${own}/order`, null],
  [`drum/1/${own}/ask`, null],
  [`drum/1/${own}/report/x`, null],
  [`drum/1/${own}/report/`, null],
  [`/drum/1/${own}/report`, null],
  [`drum/1/${own.toUpperCase()}/report`, null],
  [`drum/1/${own}/re\u0301port`, null],
  [`drum/1/${own}/report\u0000`, null],
  [`drum/2/${own}/report`, null],
  [`drum/1/${other}/report`, null],
  [`drum/1/${other}/status`, null],
  ['drum/1/_view/head', null],
  ['drum/1/_view/unit/area1/summary', null],
  ['$SYS/anything', null],
  ['', null],
])('a device publishing to %s: %s', ([topic, kind]) => {
  expect(mayPublish(device, topic!)).toBe(kind);
});

test.for([
  [`drum/1/${asker}/ask`, 'ask'],
  [`drum/1/${asker}/tell/abcdefgh`, null],
  [`drum/1/${userCn(2)}/ask`, null],
  [`drum/1/${own}/report`, null],
  [`drum/1/${own}/order`, null],
  ['drum/1/_view/head', null],
])('a user publishing to %s: %s', ([topic, kind]) => {
  expect(mayPublish(user, topic!)).toBe(kind);
});

test.for([
  [`drum/1/${own}/order`, true],
  [`drum/1/${other}/order`, false],
  [`drum/1/${own}/#`, false],
  [`drum/1/${own}/+`, false],
  ['drum/1/+/order', false],
  ['#', false],
  ['+/+/+/order', false],
  ['$SYS/#', false],
  [`$share/g/drum/1/${own}/order`, false],
  ['drum/1/_view/head', false],
  ['drum/1/_view/unit/area1/#', false],
] as const)('a device reading %s: %s', ([filter, expected]) => {
  expect(maySubscribe(device, own, filter, isInSubtree)).toBe(expected);
});

test.for([
  ['drum/1/_view/head', true],
  ['drum/1/_view/unit/area1/#', true],
  ['drum/1/_view/unit/area1/summary', true],
  ['drum/1/_view/unit/area1/devices/3', true],
  ['drum/1/_view/unit/area1school/#', true],
  ['drum/1/_view/unit/area2/#', false],
  ['drum/1/_view/unit/area2/summary', false],
  ['drum/1/_view/unit/+/summary', false],
  ['drum/1/_view/unit/#', false],
  ['drum/1/_view/#', false],
  ['drum/1/#', false],
  ['#', false],
  ['drum/1/_view/unit/area1/+', false],
  ['$share/g/drum/1/_view/unit/area1/#', false],
  [`drum/1/${asker}/tell/abcdefgh`, true],
  [`drum/1/${asker}/tell/zzzzzzzz`, false],
  [`drum/1/${asker}/tell/+`, false],
  [`drum/1/${userCn(2)}/tell/abcdefgh`, false],
  [`drum/1/${own}/report`, false],
  [`drum/1/${own}/order`, false],
  [`drum/1/${asker}/ask`, false],
] as const)('a user of area1 reading %s: %s', ([filter, expected]) => {
  expect(maySubscribe(user, window, filter, isInSubtree)).toBe(expected);
});

test('no text at all lets anybody publish beyond its own three topics or read beyond its own', () => {
  const level = fc.oneof(
    fc.constantFrom('drum', '1', own, other, asker, 'report', 'order', 'ask', '_view', 'unit', '+', '#', ''),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const name = fc.array(level, { maxLength: 9 }).map((levels) => levels.join('/'));
  const mine = new Set([`drum/1/${own}/report`, `drum/1/${own}/status`, `drum/1/${own}/answer`]);
  fc.assert(
    fc.property(name, (topic) => {
      expect(mayPublish(device, topic) !== null).toBe(mine.has(topic));
      expect(maySubscribe(device, own, topic, isInSubtree)).toBe(topic === `drum/1/${own}/order`);
      expect(mayPublish(user, topic) !== null).toBe(topic === `drum/1/${asker}/ask`);
    }),
  );
});

test('client ids and wills are bound to the certificate', () => {
  expect(isClientIdOf(device, own)).toBe(true);
  expect(isClientIdOf(device, other)).toBe(false);
  expect(isClientIdOf(user, window)).toBe(true);
  expect(isClientIdOf(user, asker)).toBe(false);
  expect(isWillAllowed(device, undefined)).toBe(true);
  expect(isWillAllowed(device, { topic: `drum/1/${own}/status`, qos: 1, retain: true })).toBe(true);
  expect(isWillAllowed(user, { topic: `drum/1/${asker}/ask`, qos: 1, retain: true })).toBe(false);
});

test('only the administrator manages users; the auditor changes nothing but the own certificate', () => {
  for (const role of userRoles) expect(mayAsk({ role }, 'userAdd')).toBe(role === 'admin');
  const changes = kinds.filter((kind) => mayAsk({ role: 'auditor' }, kind) && isAudited(kind, {}));
  // A report that leaves the house changes nothing, nor does the note of it.
  expect(changes).toEqual(['profileRenew', 'ispReport', 'exportRecord']);
});

test('the authority is changed and copied at the broker’s own shell alone', () => {
  for (const kind of ['authorityChange', 'backupCreate'] as const) {
    for (const role of userRoles) expect(mayAsk({ role }, kind)).toBe(false);
    expect(mayAsk({ role: 'admin', isLocal: true }, kind)).toBe(true);
  }
  for (const kind of kinds) expect(mayAsk({ role: 'admin', isLocal: true }, kind)).toBe(true);
});

test('what concerns everybody is for those who are over everybody', () => {
  const over = (unitId: string) => ({ role: 'admin', unitId }) as const;
  expect(kinds.filter((kind) => whyNotAsk(over('area1'), kind, 'root') === 'unit')).toEqual([
    'rosterImport',
    'addressesSet',
    'reviewPolicySet',
    'snapshotCreate',
    'snapshotClose',
    'schoolMerge',
    'schoolRecode',
  ]);
  expect(kinds.filter((kind) => whyNotAsk(over('root'), kind, 'root') === 'unit')).toEqual([]);
  expect(whyNotAsk({ ...over('root'), role: 'planner' }, 'rosterImport', 'root')).toBeNull();
  expect(whyNotAsk({ ...over('area1'), role: 'technician' }, 'addressesSet', 'root')).toBe('role');
  const shell = { ...over(''), isLocal: true } as const;
  expect(whyNotAsk(shell, 'rosterImport', undefined)).toBeNull();
});

test('every kind either only reads, or each attempt at it is in the audit log; so is what is exported', () => {
  const reads: readonly QueryKind[] = [
    'view',
    'units',
    'schools',
    'devices',
    'device',
    'roster',
    'brokerStatus',
    'tokenList',
    'userList',
    'proposalList',
    'roomList',
    'addressesShow',
    'authorityStatus',
    'auditList',
    'quarantineList',
    'quarantineShow',
    'findings',
    'risk',
    'findingTrend',
    'upgrades',
    'reviewDraft',
    'reviewList',
    'reviewShow',
    'licenceList',
    'reviewPolicyShow',
    'lineList',
    'lineShow',
    'lineQuality',
    'availability',
    'outageList',
    'outageShow',
    'serviceList',
    'roomReadiness',
    'digestShow',
    'digestList',
    'planning',
    'snapshotList',
    'snapshotShow',
    'registerRows',
    'scenarioList',
    'exportFind',
  ];
  expect(kinds.filter((kind) => !isAudited(kind, {}))).toEqual(reads);
  expect(isAudited('planning', { purpose: 'export' })).toBe(true);
  expect(isAudited('planning', { purpose: 'view' })).toBe(false);
  for (const params of [null, undefined, 'export', []]) expect(isAudited('planning', params)).toBe(false);
});

test('what another broker is told beforehand is what this one grants', () => {
  const units = ['area1', 'area1school'];
  expect(readFilters(device, units)).toEqual([`drum/1/${own}/order`]);
  const filters = readFilters(user, units).map((filter) => filter.replace('+', 'abcdefgh'));
  expect(filters).toHaveLength(4);
  for (const filter of filters) expect(maySubscribe(user, window, filter, isInSubtree)).toBe(true);
});
