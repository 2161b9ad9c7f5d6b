import { type ScenarioRow, scenarioRow } from '../../shared/contract/plan-kinds.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Handlers } from '../query/handler.ts';
import { pagesOf } from '../query/paginate.ts';
import type { RegisterRecord, RegisterStore } from '../store/register-port.ts';

export type ScenarioDeps = { readonly store: RegisterStore; readonly clock: Clock };

const register = 'scenarios';
/** Of one installation: a person lists them. */
const maxScenarios = 500;
const stored = scenarioRow.pick({ settings: true, note: true, role: true });

/** Named scenarios: parameters of a plan with who saved them and when. Saved again, the earlier one is history. */
export function createScenarios(
  { store, clock }: ScenarioDeps,
  inTurn: Turn,
): Pick<Handlers, 'scenarioSave' | 'scenarioList' | 'scenarioRemove'> {
  const list = async (): Promise<ScenarioRow[]> => (await store.registerRows(register)).flatMap(scenarioOf);
  return {
    scenarioList: async () => ok(pagesOf({ scenarios: await list() })),
    scenarioSave: ({ name, settings, note = null }, { userId, role }) =>
      inTurn(async () => {
        const known = await list();
        if (known.length >= maxScenarios && !known.some((one) => one.name === name)) {
          return err(appError('SD-USAGE', { reason: `scenarioSave: ${maxScenarios}` }));
        }
        const at = clock.now();
        const entries = [{ key: name, row: { settings, note, role } }];
        await store.saveRegister({ register, at, actor: userId, entries });
        return ok([{ scenario: { name, settings, note, author: userId, role, at } }]);
      }),
    scenarioRemove: ({ name }, { userId }) =>
      inTurn(async () => {
        if (!(await list()).some((one) => one.name === name)) {
          return err(appError('SD-SCENARIO-UNKNOWN', { name }));
        }
        const change = { register, at: clock.now(), actor: userId, entries: [{ key: name, row: null }] };
        await store.saveRegister(change);
        return ok([{ name }]);
      }),
  };
}

/** A row of another build that is none here is left out. */
function scenarioOf({ key, row, validFrom, actor }: RegisterRecord): ScenarioRow[] {
  const read = stored.safeParse(row);
  return read.success ? [{ name: key, ...read.data, author: actor, at: validFrom }] : [];
}
