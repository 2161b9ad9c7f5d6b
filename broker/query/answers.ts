import type { QueryBody } from '../../shared/contract/query.ts';
import { packsOf } from '../../shared/domain/plan/packs.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { version } from '../../shared/runtime/version.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { ownUnit, schoolRowsOf, totalsOf, unitsOf } from '../fleet/school-row.ts';
import type { Rules } from '../fleet/standing.ts';
import { isInSubtree, type UnitNode } from '../fleet/unit-tree.ts';
import { readRegisters } from '../register/read-registers.ts';
import type { FindingStore } from '../store/finding-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { RegisterStore } from '../store/register-port.ts';
import { deviceDetailOf, deviceFactsOf, devicesOf } from './answers-device.ts';
import { planningSchoolRows } from './answers-planning.ts';
import { causesFirst, openRows } from './finding-list.ts';
import type { Actor, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { upgradeRows } from './upgrade-rows.ts';

export type AnswerDeps = {
  readonly fleet: Fleet;
  readonly store: PictureStore & Pick<FindingStore, 'judgedMachines'> & RegisterStore;
  readonly rules: Rules;
  readonly clock: Clock;
  /** What the transport and ingest have counted since the start. */
  readonly traffic: () => Traffic;
};

export type Traffic = Pick<
  QueryBody<'brokerStatus'>,
  'connected' | 'reportsStored' | 'duplicates' | 'quarantined' | 'refused'
>;

export type AnswerKind = 'view' | 'units' | 'schools' | 'devices' | 'device' | 'roster' | 'brokerStatus';

/**
 * Answers of the live picture. Each is taken in one turn of the event loop, so it is consistent; rows are replaced and never
 * changed, so it stays so while its pages are sent. Nobody is told of anything outside their unit.
 */
export function createAnswers(deps: AnswerDeps): Pick<Handlers, AnswerKind> {
  const { fleet } = deps;
  const startedAt = deps.clock.now();
  return {
    view: viewAnswer(deps),
    units: (_params, actor) => onUnit(fleet, actor, undefined, (node) => pagesOf({ units: unitsOf(node) })),
    schools: ({ unitId }, actor) =>
      onUnit(fleet, actor, unitId, (node) => pagesOf({ schools: schoolRowsOf(node) })),
    devices: ({ unitId, schoolCode, room }, actor) =>
      onUnit(fleet, actor, unitId, (node) => {
        const devices = devicesOf(fleet.picture, node).filter(
          (device) =>
            (schoolCode === undefined || device.schoolCode === schoolCode) &&
            (room === undefined || device.room === room),
        );
        return pagesOf({ devices: devices.map((device) => deviceFactsOf(device, fleet.picture.tree())) });
      }),
    device: deviceAnswer(deps),
    roster: async ({ unitId }, actor) => {
      const { normPacks, deadlines, calendar } = await readRegisters(deps.store);
      const { root } = fleet.picture.tree();
      const units = root === null ? [] : unitsOf(root);
      const packs = packsOf({ normPacks, calendar, asAtMs: deps.clock.now(), units }, null);
      const head = { deadlines, ...(packs === null ? {} : { pack: packs[0] }) };
      const headBytes = Buffer.byteLength(JSON.stringify(head));
      return onUnit(fleet, actor, unitId, (node) =>
        pagesOf({ schools: planningSchoolRows(node) }, headBytes).map((page, index) =>
          index === 0 ? { ...head, ...page } : page,
        ),
      );
    },
    brokerStatus: () =>
      Promise.resolve(ok([{ version, startedAt, epoch: fleet.views.epoch, ...deps.traffic() }])),
  };
}

/** Bytes of a view's head without its schools: a unit's name is 200 characters of three bytes at most. */
const headBytes = 2_048;

function viewAnswer({ fleet, clock }: AnswerDeps): Handlers['view'] {
  return async ({ unitId }, actor) => {
    await fleet.ensureViews(actor.unitId);
    return onUnit(fleet, actor, unitId, (node) => {
      const devices = devicesOf(fleet.picture, node).map((device) => device.standing.row);
      const head = {
        epoch: fleet.views.epoch,
        rev: fleet.views.revOf(node.unit.unitId),
        at: clock.now(),
        unit: ownUnit(node),
        totals: totalsOf(node),
      };
      return pagesOf({ schools: schoolRowsOf(node), devices }, headBytes).map((page, index) =>
        index === 0 ? { head: { ...head, schools: page.schools }, devices: page.devices } : page,
      );
    });
  };
}

/** As many as the contract takes. */
const maxFindings = 64;

function deviceAnswer({ fleet, store, clock, rules }: AnswerDeps): Handlers['device'] {
  return async ({ deviceId: asked }, actor) => {
    const deviceId = fleet.survivorOf(asked);
    const device = fleet.picture.device(deviceId);
    const place = device?.place?.unit.unitId;
    if (device === undefined || place === undefined) return err(appError('SD-DEVICE-UNKNOWN', { id: asked }));
    const tree = fleet.picture.tree();
    if (!isInSubtree(tree, actor.unitId, place)) return err(appError('SD-OUTSIDE-UNIT', { what: deviceId }));
    const frame = { tree, rules: rules.tables.findings, nowMs: clock.now() };
    const isListed = device.state !== 'retired';
    const scope = { devices: isListed ? [device] : [], retiredIds: [], schoolCodes: [] };
    const findings = openRows(fleet.findings, scope, frame).sort(causesFirst).slice(0, maxFindings);
    const [upgrade = null] = await upgradeRows(store, scope.devices, tree);
    const judged = { findings, upgrade };
    const history = fleet.historyOf(deviceId);
    return ok([{ device: await deviceDetailOf(device, history, tree, store, judged, rules.tables) }]);
  };
}

/** Answers on a unit of the actor's subtree: the one asked for, or the actor's own. */
function onUnit<B>(
  fleet: Fleet,
  actor: Actor,
  asked: string | undefined,
  answer: (node: UnitNode) => readonly B[],
): Promise<Result<readonly B[], AppError>> {
  return Promise.try(() => {
    const unitId = asked ?? actor.unitId;
    const tree = fleet.picture.tree();
    const node = tree.nodes.get(unitId);
    if (node === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
    if (!isInSubtree(tree, actor.unitId, unitId)) return err(appError('SD-OUTSIDE-UNIT', { what: unitId }));
    return ok(answer(node));
  });
}
