import {
  isAudited,
  mayAsk,
  publishTopics,
  type Reach,
  reachOf,
  readFilters,
  workerTopics,
} from '../../broker/transport/access.ts';
import type { Identity } from '../../broker/transport/transport.ts';
import type { QueryKind } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { userRoles } from '../../shared/domain/device.ts';
import { code, document, type Page, table } from './markdown.ts';
import { words } from './words.ts';

const machine: Identity = { kind: 'device', cn: 'd-abcdefghijklmnop' };
const person: Identity = { kind: 'user', cn: 'u-abcdefghijklmnop', role: 'technician', unitId: 'k3m9x2' };

/** The kinds are exhaustive: a new question does not compile until it is described here. */
const meanings: { readonly [K in QueryKind]: string } = {
  view: 'the live picture of a unit',
  units: 'the tree of units',
  schools: 'schools with their counts',
  devices: 'machines with their basic facts',
  device: 'everything held of one machine',
  roster: 'schools as the roster declares them',
  planning:
    'the frozen input of a plan, live or of a snapshot; with `purpose` = `export` it leaves the house and is audited',
  registerImport: 'a list of one register (assets, prices, budgets, …), as far as the asker’s unit goes',
  registerRows: 'what a register holds',
  schoolMerge: 'one school becomes part of another; history stays under its old code',
  schoolRecode: 'a school gets another code; history stays under its old code',
  snapshotCreate: 'freeze all that planning needs, as at a date',
  snapshotList: 'snapshots and where they stand with the schools',
  snapshotShow: 'what each school said to a snapshot',
  snapshotConfirm: 'a school confirms its part of a snapshot, or names what is wrong',
  snapshotClose: 'end the time in which schools may speak',
  scenarioSave: 'keep a named set of changed parameters',
  scenarioList: 'named sets of changed parameters',
  scenarioRemove: 'remove one',
  exportRecord: 'note a file that left the house, with its hash',
  exportFind: 'the exports of a code or a file’s hash',
  roomList: 'rooms, their seats and which have no machine',
  brokerStatus: 'what the broker counted since it started',
  profileRenew: 'the asker’s own certificate anew',
  tokenCreate: 'a join token for a school',
  tokenList: 'join tokens, without their secrets',
  tokenRevoke: 'end a join token',
  deviceSet: 'what a machine is for, its state, room and seat; “checked, works”',
  deviceImport: 'the same for [a list](reference/machine-list.md) of machines of one school',
  deviceRetire: 'write a machine off: it may not connect any more, its history stays',
  deviceOrder: 'order `collect-now` or `renew`',
  deviceRevoke: 'shut a machine out',
  deviceMerge: 'two ids are one machine',
  deviceUnmerge: 'they are two after all',
  deviceSplit: 'order `split`: what is connected under an id becomes another machine',
  proposalList: 'pairs of ids that may be one machine',
  proposalDecide: 'accept, reject or undo such a pair',
  roomSet: 'what a room is for and how many seats it has',
  findings: 'what is wrong with machines, since when, and how sure',
  risk: 'risk by school, room or machine, and what it is made of',
  findingTrend: 'findings by month: how many came, went and stood',
  upgrades: 'what can be done for machines before others are bought',
  findingSet: 'somebody is at a finding, or it is accepted until a day',
  reviewDraft: 'a school’s monthly security review as it would be recorded now',
  reviewList: 'recorded reviews',
  reviewShow: 'one recorded review, as it was recorded',
  reviewRecord: 'record a school’s review: it never changes again',
  licenceList: 'licences that schools entered, beside what their machines have installed',
  licenceSet: 'enter a licence, or another version of one',
  licenceRemove: 'take a licence out of the register; its versions stay',
  reviewPolicyShow: 'the installation’s rules for reviews',
  reviewPolicySet: 'change them',
  lineList: 'lines, declared beside measured',
  lineShow: 'one line with its speed tests and outages',
  lineSet: 'enter a line, or change one',
  lineRemove: 'take a line out of the register; its history stays',
  lineQuality: 'each lesson hour of a line: latency, loss, DNS, bad minutes',
  availability: 'how much of the time lines, providers or schools were connected',
  ispReport: 'one line and a span of time, for a complaint to its provider',
  lineTest: 'a speed test as soon as the line is free, within its budget',
  outageList: 'incidents: cause, scope, from when to when, how sure',
  outageShow: 'one incident with its earlier versions and its witnesses',
  serviceList: 'shared services and how they are reached',
  serviceSet: 'enter a service, replace a shipped one, or retire it',
  serviceRemove: 'back to what is shipped',
  roomReadiness: 'whether rooms are ready for online meetings and for tests at the machines',
  digestShow: 'the daily digest as it would be sent now',
  digestList: 'who gets the digest',
  digestAdd: 'somebody gets the digest from now on',
  digestRemove: 'or no longer',
  digestSend: 'send it now',
  rosterImport: 'the list of schools',
  quarantineList: 'messages that could not be read',
  quarantineShow: 'one such message',
  quarantineReplay: 'read them again',
  quarantinePurge: 'delete them',
  userAdd: 'grant a role over a unit, within the asker’s own',
  userList: 'people and their roles',
  userRevoke: 'end a grant',
  auditList: 'the audit log; over a part of the tree, what its own people did',
  addressesShow: 'where machines look for the broker',
  addressesSet: 'tell every machine where the broker moves',
  authorityStatus: 'how far a change of the authority has come',
  authorityChange: 'change the authority',
  backupCreate: 'copy everything, the authority’s key included',
};

const reaches: { readonly [R in Reach]: string } = {
  unit: 'own unit',
  installation: 'only over everything',
  broker: '—',
  shell: 'broker’s own shell only',
};

export const accessPage: Page = {
  file: 'access.md',
  render: () =>
    document('Who may do what', [
      'The one place where this is decided is `broker/transport/access.ts`; this page is written from it, and `test/broker/transport/access-matrix.full.test.ts` holds the broker to it over real sockets, `test/e2e/acl-mosquitto.full.test.ts` another broker with the rules that `schooldrum-broker acl` prints.',
      'A person has one role over one unit and all that is below it. Nobody reads, asks, changes or grants beyond that unit. Authority comes from the registry: a certificate names who it is, never what it may.',
      '## Roles',
      table(
        ['role', 'English', 'tiếng Việt'],
        userRoles.map((role) => [
          code(role),
          words('en', `userRole.${role}`),
          words('vi', `userRole.${role}`),
        ]),
      ),
      'A school officer’s unit is one school. At the broker’s own shell (control socket, owner only) everything may be asked.',
      '## Topics',
      'Whatever is not in this table is refused: any other topic, a wider filter, a shared subscription, `$SYS`. Retain is taken off everything but the status.',
      table(
        ['who', 'writes', 'reads'],
        [
          ['machine', topicList(machine), code(readFilters(machine, [])[0] ?? '')],
          ['person, whatever the role', topicList(person), readList()],
          [
            'worker of the broker behind another MQTT broker',
            workerTopics.writes.map(code).join('<br>'),
            workerTopics.reads.map(code).join('<br>'),
          ],
        ],
      ),
      'The last level of `tell` is the window that asked; a person’s window reads its own. Client ids are bound to the certificate: a machine’s is its name, a person’s its name, a dot and the window.',
      '## Questions, commands, orders, exports',
      'Fields are in [queries.md](reference/queries.md). “audited”: each attempt leaves a line in the append-only audit log, also a refused one. Exports are `planning` with `purpose` = `export`; orders are `deviceOrder` and `deviceSplit`.',
      table(
        ['kind', 'what', 'reaches', 'audited', ...userRoles],
        kinds().map((kind) => [
          code(kind),
          meanings[kind],
          reaches[reachOf(kind)],
          auditedWord(kind),
          ...userRoles.map((role) => (mayAsk({ role }, kind) ? 'yes' : '')),
        ]),
      ),
      '## Another MQTT broker',
      '`schooldrum-broker acl --for mosquitto` (or `emqx`) prints the same rules for every machine and person of the registry, without those who were revoked, and the listener settings they rely on. mosquitto grants every subscription and delivers only what may be read, and cannot refuse a retained message; EMQX can. Print the rules again after each change of the registry.',
    ]),
};

function kinds(): QueryKind[] {
  return Object.keys(queryKinds).filter((kind) => kind in queryKinds) as QueryKind[];
}

function auditedWord(kind: QueryKind): string {
  if (isAudited(kind, {})) return 'yes';
  return isAudited(kind, { purpose: 'export' }) ? 'export' : '';
}

function topicList(identity: Identity): string {
  return publishTopics(identity)
    .map((topic) => code(buildTopic(topic)))
    .join('<br>');
}

function readList(): string {
  return readFilters(person, ['k3m9x2'])
    .map((filter) => code(filter))
    .join('<br>');
}
