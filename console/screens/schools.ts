import type { Text } from '../../shared/text/text.ts';
import type { Line } from '../components/line.ts';
import { type Health, healthGlyphs, type SchoolLine, schoolColumns } from '../rows/school-rows.ts';
import { paneWidth } from '../state/layout.ts';
import type { ListName, Model } from '../state/model.ts';
import type { Tone } from '../theme.ts';
import { drawSchoolPane } from './school-pane.ts';
import { drawListScreen, type Table } from './table.ts';

export const healthTones: Readonly<Record<Health, Tone>> = {
  good: 'good',
  warn: 'warn',
  bad: 'bad',
  unknown: 'muted',
};

export function schoolTable(name: ListName, rows: readonly SchoolLine[]): Table<SchoolLine> {
  return {
    name,
    rows,
    columns: schoolColumns,
    idOf: (row) => row.schoolCode,
    mark: (row) => ({ glyph: healthGlyphs[row.health], tone: healthTones[row.health] }),
  };
}

export function drawSchools(model: Model, text: Text): Line[] {
  const table = schoolTable('schools', model.schoolRows);
  const foot = totalsText(model.schoolRows, text);
  const pane = selectedPane(model, 'schools', text, paneWidth(model.size.columns));
  return drawListScreen(table, foot, pane, model, text);
}

/** The pane of the school under the cursor. */
export function selectedPane(
  model: Model,
  name: 'overview' | 'schools' | 'needs',
  text: Text,
  width: number,
): Line[] {
  const school = selectedSchool(model, name);
  return drawSchoolPane(school, model.uncounted.get(school?.schoolCode ?? ''), text, width);
}

export function selectedSchool(model: Model, name: 'overview' | 'schools' | 'needs'): SchoolLine | undefined {
  const { selectedId } = model.lists[name];
  return model.schools.find(({ schoolCode }) => schoolCode === selectedId);
}

/** Sums of the rows shown; a blank number adds nothing and is marked. */
function totalsText(rows: readonly SchoolLine[], text: Text): string {
  const sum = (pick: (row: SchoolLine) => number | null) => {
    const blanks = rows.some((row) => pick(row) === null) ? '+?' : '';
    return `${text.number(rows.reduce((total, row) => total + (pick(row) ?? 0), 0))}${blanks}`;
  };
  return text.t('foot.schools', {
    rows: text.number(rows.length),
    students: sum((row) => row.informaticsStudents),
    declared: sum((row) => row.declared),
    registered: sum((row) => row.registered),
    usable: sum((row) => row.usable),
  });
}
