import { z } from 'zod';
import { type ScenarioRow, scenarioRow } from '../../shared/contract/plan-kinds.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Turn } from '../enrol/turn.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { Actor, Handlers } from '../query/handler.ts';
import { pagesOf } from '../query/paginate.ts';
import { outside } from '../query/within.ts';
import type { RegisterRecord, RegisterStore } from '../store/register-port.ts';

export type ScenarioDeps = {
  readonly store: RegisterStore;
  readonly clock: Clock;
  readonly tree: () => UnitTree;
};

type Scenario = { readonly row: ScenarioRow; readonly unitId: string };

const register = 'scenarios';
/** Of one installation: a person lists them. */
const maxScenarios = 500;
/** With the unit of who saved it: budgets stand in a scenario. */
const stored = scenarioRow.pick({ settings: true, note: true, role: true }).extend({ unitId: z.string() });

/**
 * Named scenarios: parameters of a plan with who saved them and when. Saved again, the earlier one is history. One belongs to the
 * unit of who saved it, and is told to and changed by those over that unit alone; names are the installation's.
 */
export function createScenarios(
  { store, clock, tree }: ScenarioDeps,
  inTurn: Turn,
): Pick<Handlers, 'scenarioSave' | 'scenarioList' | 'scenarioRemove'> {
  const list = async (): Promise<Scenario[]> => (await store.registerRows(register)).flatMap(scenarioOf);
  const isWithin = (actor: Actor, { unitId }: Scenario): boolean => isOver(tree(), actor, unitId);
  return {
    scenarioList: async (_params, actor) => {
      const own = (await list()).filter((one) => isWithin(actor, one));
      return ok(pagesOf({ scenarios: own.map(({ row }) => row) }));
    },
    scenarioSave: ({ name, settings, note = null }, actor) =>
      inTurn(async () => {
        const known = await list();
        const before = known.find(({ row }) => row.name === name);
        if (before !== undefined && !isWithin(actor, before)) return outside(name);
        if (before === undefined && known.length >= maxScenarios) {
          return err(appError('SD-LIST-FULL', { list: register, most: String(maxScenarios) }));
        }
        const { userId, role, unitId } = actor;
        const at = clock.now();
        const entries = [{ key: name, row: { settings, note, role, unitId } }];
        await store.saveRegister({ register, at, actor: userId, entries });
        return ok([{ scenario: { name, settings, note, author: userId, role, at } }]);
      }),
    scenarioRemove: ({ name }, actor) =>
      inTurn(async () => {
        const before = (await list()).find(({ row }) => row.name === name);
        if (before === undefined) return err(appError('SD-SCENARIO-UNKNOWN', { name }));
        if (!isWithin(actor, before)) return outside(name);
        const entries = [{ key: name, row: null }];
        await store.saveRegister({ register, at: clock.now(), actor: actor.userId, entries });
        return ok([{ name }]);
      }),
  };
}

/** What a unit left behind that is no more belongs to whoever is over everything. */
function isOver(tree: UnitTree, actor: Actor, unitId: string): boolean {
  const node = tree.nodes.get(unitId) ?? tree.root;
  return node !== null && isInSubtree(tree, actor.unitId, node.unit.unitId);
}

/** A row of another build that is none here is left out. */
function scenarioOf({ key, row, validFrom, actor }: RegisterRecord): Scenario[] {
  const read = stored.safeParse(row);
  if (!read.success) return [];
  const { unitId, ...said } = read.data;
  return [{ unitId, row: { name: key, ...said, author: actor, at: validFrom } }];
}
