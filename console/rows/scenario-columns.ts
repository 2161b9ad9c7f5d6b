import type { ScenarioRow } from '../../shared/contract/plan-kinds.ts';
import type { Column } from './column.ts';
import { momentColumn, wordsColumn } from './words-column.ts';

export const scenarioColumns: readonly Column<ScenarioRow>[] = [
  wordsColumn('name', 'scenario.name', (row) => row.name),
  wordsColumn('settings', 'plan.settings', (row) =>
    Object.entries(row.settings)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  ),
  wordsColumn(
    'role',
    'scenario.role',
    (row) => row.role,
    (row, text) => text.say(`userRole.${row.role}`),
  ),
  wordsColumn('author', 'scenario.author', (row) => row.author),
  momentColumn('at', 'scenario.at', (row) => row.at),
  wordsColumn('note', 'column.note', (row) => row.note),
];
