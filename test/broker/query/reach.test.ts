import { expect, test } from 'vitest';
import { reachOf } from '../../../broker/transport/access.ts';
import type { QueryBody, QueryKind } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { type RegisterName, registerNames } from '../../../shared/domain/snapshot/registers.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { readSnapshotChunks } from '../../../shared/runtime/snapshot-text.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { type Office, openOffice } from './office.ts';

const kinds = Object.keys(queryKinds) as QueryKind[];

/** What stands in the neighbours' registers. */
const entered = ['B-', 'bí mật', '98765', 'Xã B', 'Trường B'];

/** Questions that tell of nothing without a name: each of everything that it can name. */
const asking: Partial<Record<QueryKind, readonly object[]>> = {
  registerRows: registerNames.map((register) => ({ register })),
  planning: [{}, { snapshot: 'B' }],
  snapshotShow: [{ name: 'B' }],
};

/** An answer as text, a snapshot unpacked. */
function toldText(kind: QueryKind, told: unknown): string {
  if (kind !== 'planning' || typeof told === 'string') return JSON.stringify(told);
  const pages = told as QueryBody<'planning'>[];
  const read = readSnapshotChunks(
    pages.flatMap(({ chunks }) => chunks),
    pages[0]?.sha256 ?? '',
  );
  if (!read.ok) throw new Error(read.error);
  // Hashes and packs are of everybody.
  return JSON.stringify({ ...read.value.snapshot, normPacks: [], calendar: null });
}

/** The line of a school, cut since `at`, as one machine saw it. */
function outageOf(schoolCode: string, witness: string, at: number): Outage {
  const moment = { from: at, to: at };
  return {
    ...{ cause: 'line', scope: { kind: 'school', id: schoolCode }, schoolCode, schoolCodes: [schoolCode] },
    ...{ impact: 'down', start: moment, end: null, confidence: 0.9, witnesses: [witness], evidence: [] },
  };
}

/** Something of Xã B in every register, its money and its plan, and a snapshot of everything. */
async function enterRegisters({ ask, core, actor }: Office): Promise<void> {
  const local = core.local();
  const lists = {
    sites: 'school_code,site_code,address\nB1,B-SITE,Thôn bí mật',
    assets: 'school_code,asset_code,name\nB1,B-ASSET,Máy tính',
    equipment: 'school_code,item,quantity\nB1,printer,98765',
    priorities: 'school_code,weight_percent,reason\nB1,150,B-REASON',
    checklist: 'school_code,document,number\nB1,Quy chế,B-DOC',
    aliases: 'old_code,school_code,valid_from\nB-OLD,B1,2026-07-01',
    delivered: 'lot,school_code,item,quantity\nB-LOT,B1,printer,2',
    budgets: 'owner,amount\nXã B,987654321',
  };
  for (const [register, csv] of Object.entries(lists)) {
    const done = await ask(local, 'registerImport', { register: register as RegisterName, csv });
    if (typeof done === 'string' || done[0]?.added !== 1)
      throw new Error(`${register}: ${JSON.stringify(done)}`);
  }
  const settings = { 'budget.Xã B': '987654321' };
  await ask(actor('planner', 'Xã B'), 'scenarioSave', { name: 'B', settings });
  await ask(local, 'snapshotCreate', { name: 'B' });
}

/** Xã A and its administrator; everything that there is in Xã B beside it. */
async function openNeighbours(resources: Resources) {
  const office = await openOffice(resources);
  const { ask, core, store, unitOf, actor, joinTo, clock } = office;
  const local = core.local();
  const [mine, theirs, another] = [await joinTo('A1'), await joinTo('B1'), await joinTo('B1')];
  const csr = async (): Promise<string> => (await createKeyAndRequest()).csrPem;
  const unitId = unitOf('Xã B');
  const added = await ask(local, 'userAdd', { name: 'B', role: 'admin', unitId, csr: await csr() });
  const token = (await store.tokens()).find(({ schoolCode }) => schoolCode === 'B1');
  const pair = { deviceId: theirs, otherId: another, reason: 'seat' } as const;
  const proposal = await store.addProposal({ ...pair, createdAt: clock.now() });
  const kept = core.ingest.report(theirs, Buffer.from('neither JSON nor deflate'));
  await core.ingest.flush();
  await kept;
  await ask(local, 'roomSet', { schoolCode: 'B1', room: 'PM9' });
  const line = { lineId: 'VNPT-9', schoolCode: 'B1', isp: 'VNPT', medium: 'fibre' } as const;
  await ask(local, 'lineSet', line);
  const receiver = { channel: 'email', address: 'b@xa-b.vn', hour: 7, lang: 'vi', unitId } as const;
  const told = await ask(local, 'digestAdd', receiver);
  const digestId = typeof told === 'string' ? undefined : told[0]?.channel.id;
  await enterRegisters(office);
  const [outageId] = await store.saveOutages(
    { opened: [outageOf('B1', theirs, clock.now())], revised: [], withdrawn: [] },
    clock.now(),
  );
  const licensed = await ask(local, 'licenceSet', { schoolCode: 'B1', product: 'Bkav', seats: 9 });
  const reviewed = await ask(local, 'reviewRecord', { schoolCode: 'B1' });
  const licenceId = typeof licensed === 'string' ? undefined : licensed[0]?.licence.id;
  const reviewId = typeof reviewed === 'string' ? undefined : reviewed[0]?.review.id;
  const userId = typeof added === 'string' ? added : (added[0]?.userId ?? '');
  const [message] = await store.quarantined({}, { afterId: 0, limit: 1 });
  const their = { theirs, another, mine, userId, unitId, tokenId: token?.id, csr: await csr() };
  return {
    ...office,
    administrator: actor('admin', 'Xã A'),
    their: {
      ...their,
      outageId,
      licenceId,
      reviewId,
      digestId,
      proposalId: proposal?.id,
      messageId: message?.id,
    },
  };
}

test('whatever is asked, nothing outside the own unit is named, changed or told', async () => {
  await using resources = openResources();
  const { ask, administrator, core, store, their } = await openNeighbours(resources);
  const { theirs, another, mine, unitId } = their;
  const device = { deviceId: theirs };
  /** What names something of the neighbours'; kinds that name nothing must not tell of them. */
  const naming: Partial<Record<QueryKind, readonly object[]>> = {
    view: [{ unitId }],
    schools: [{ unitId }],
    roster: [{ unitId }],
    devices: [{ unitId }],
    planning: [{ unitId }, { unitId, purpose: 'export' }],
    device: [device],
    tokenCreate: [{ schoolCode: 'B1' }],
    tokenRevoke: [{ id: their.tokenId }],
    userAdd: [
      { name: 'x', role: 'admin', unitId, csr: their.csr },
      { name: 'x', role: 'school-officer', schoolCode: 'B1', csr: their.csr },
    ],
    userRevoke: [{ userId: their.userId }],
    deviceSet: [{ ...device, role: 'student' }],
    deviceImport: [{ csv: 'machine\nx', schoolCode: 'B1' }],
    deviceRetire: [device],
    deviceRevoke: [device],
    deviceMerge: [
      { deviceId: theirs, otherId: another },
      { deviceId: mine, otherId: theirs },
      { deviceId: theirs, otherId: mine },
    ],
    deviceUnmerge: [device],
    deviceSplit: [device],
    deviceOrder: [{ ...device, order: 'collect-now' }],
    proposalDecide: [{ id: their.proposalId, decision: 'accept' }],
    scenarioSave: [{ name: 'B', settings: {} }],
    scenarioRemove: [{ name: 'B' }],
    snapshotConfirm: [{ name: 'B', schoolCode: 'B1', state: 'confirmed' }],
    roomList: [{ schoolCode: 'B1' }],
    roomSet: [{ schoolCode: 'B1', room: 'PM1' }],
    findings: [{ unitId }, { schoolCode: 'B1' }, device],
    risk: [{ unitId }, { schoolCode: 'B1' }],
    findingTrend: [{ unitId }, { schoolCode: 'B1' }],
    upgrades: [{ unitId }, { schoolCode: 'B1' }],
    findingSet: [
      { ...device, code: 'query-slow', status: 'acknowledged' },
      { schoolCode: 'B1', code: 'query-slow', status: 'acknowledged' },
    ],
    reviewDraft: [{ schoolCode: 'B1' }],
    reviewRecord: [{ schoolCode: 'B1' }],
    reviewList: [{ schoolCode: 'B1' }],
    reviewShow: [{ id: their.reviewId }],
    licenceList: [{ schoolCode: 'B1' }],
    licenceSet: [
      { schoolCode: 'B1', product: 'x', seats: 1 },
      { id: their.licenceId, schoolCode: 'A1', product: 'x', seats: 1 },
    ],
    licenceRemove: [{ id: their.licenceId }],
    lineList: [{ unitId }, { schoolCode: 'B1' }],
    lineShow: [{ lineId: 'VNPT-9' }],
    lineSet: [
      { lineId: 'VNPT-9', note: 'x' },
      { lineId: 'VNPT-9', schoolCode: 'A1' },
      { lineId: 'x', schoolCode: 'B1', isp: 'VNPT', medium: 'fibre' },
    ],
    lineRemove: [{ lineId: 'VNPT-9' }],
    lineQuality: [{ unitId }, { schoolCode: 'B1' }],
    lineTest: [{ lineId: 'VNPT-9' }],
    availability: [{ unitId }, { schoolCode: 'B1' }],
    ispReport: [{ lineId: 'VNPT-9' }],
    outageList: [{ unitId }, { schoolCode: 'B1' }],
    outageShow: [{ outageId: their.outageId }],
    roomReadiness: [{ unitId }, { schoolCode: 'B1' }],
    serviceList: [{ schoolCode: 'B1' }],
    serviceSet: [
      { service: 'x', name: 'x', url: 'https://x.vn', schoolCode: 'B1' },
      { service: 'csdl', name: 'x', url: 'https://x.vn' },
    ],
    serviceRemove: [{ service: 'csdl' }, { service: 'x', schoolCode: 'B1' }],
    digestShow: [{ unitId }],
    digestAdd: [{ channel: 'email', address: 'x@x.vn', hour: 7, lang: 'vi', unitId }],
    digestRemove: [{ id: their.digestId }],
    digestSend: [{ id: their.digestId }],
    quarantineShow: [{ id: their.messageId }],
    quarantinePurge: [device, {}],
  };
  const silent = [
    'units',
    'tokenList',
    'userList',
    'proposalList',
    'quarantineList',
    'quarantineReplay',
    'digestList',
    // Rows of other schools are named one by one.
    'registerImport',
    'registerRows',
    'snapshotList',
    'snapshotShow',
    'scenarioList',
  ];
  const unitKinds = kinds.filter((kind) => reachOf(kind) === 'unit');
  expect(unitKinds.filter((kind) => naming[kind] === undefined).sort()).toEqual(
    [...silent, 'auditList'].sort(),
  );
  const before = JSON.stringify([await store.assignments(), await store.certificates(), await store.users()]);
  for (const kind of unitKinds) {
    for (const params of naming[kind] ?? []) {
      expect([kind, await ask(administrator, kind, params as never)]).toEqual([kind, 'SD-OUTSIDE-UNIT']);
    }
  }
  expect(JSON.stringify([await store.assignments(), await store.certificates(), await store.users()])).toBe(
    before,
  );
  const people = [theirs, another, their.userId, unitId];
  const secrets = [...people, '"B1"', 'PM9', 'Bkav', 'VNPT-9', 'xa-b.vn', ...entered];
  for (const kind of unitKinds.filter((one) => one !== 'auditList')) {
    for (const params of asking[kind] ?? [{}]) {
      const told = await ask(administrator, kind, params as never);
      // A refusal tells nothing: what is checked here must have been answered.
      if (asking[kind] !== undefined) expect([kind, typeof told]).toEqual([kind, 'object']);
      const text = toldText(kind, told);
      expect([kind, params, secrets.filter((secret) => text.includes(secret))]).toEqual([kind, params, []]);
    }
  }
  const all = await Promise.all(
    [...Object.entries(asking), ['scenarioList', [{}]] as const].flatMap(([kind, questions]) =>
      questions.map(async (params) =>
        toldText(kind as QueryKind, await ask(core.local(), kind as QueryKind, params as never)),
      ),
    ),
  );
  // Who is over everything is told all of it, so that what is kept from others above is really there.
  expect(entered.filter((secret) => !all.some((text) => text.includes(secret)))).toEqual([]);
});
