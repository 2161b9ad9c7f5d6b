import { createTurn } from '../enrol/turn.ts';
import type { Handlers } from '../query/handler.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import { createSnapshotCreate } from './create-snapshot.ts';
import { createExportRegister } from './export-register.ts';
import { createPlanningAnswer } from './planning-answer.ts';
import { createScenarios } from './scenarios.ts';
import { createSnapshotWords } from './snapshot-words.ts';

export type SnapshotKindOfQuery =
  | 'planning'
  | 'snapshotCreate'
  | 'snapshotList'
  | 'snapshotShow'
  | 'snapshotConfirm'
  | 'snapshotClose'
  | 'scenarioSave'
  | 'scenarioList'
  | 'scenarioRemove'
  | 'exportRecord'
  | 'exportFind';

/** Frozen pictures, what schools say to them, named scenarios, and the register of files that left the house. */
export function createSnapshotCommands(deps: LineQueryDeps): Pick<Handlers, SnapshotKindOfQuery> {
  const inTurn = createTurn();
  return {
    planning: createPlanningAnswer(deps),
    snapshotCreate: createSnapshotCreate(deps, inTurn),
    ...createSnapshotWords(deps, inTurn),
    ...createScenarios({ ...deps, tree: deps.fleet.picture.tree }, inTurn),
    ...createExportRegister(deps, inTurn),
  };
}
