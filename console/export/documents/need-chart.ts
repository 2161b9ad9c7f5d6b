import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { PrintBlock } from './print-document.ts';

/** More bars are read by nobody. */
const maxBars = 24;

/** Student computers needed and there, by commune; by level where there is one commune or too many; none without figures. */
export function needChart({ needs }: Plan, text: Text): PrintBlock[] {
  const known = needs.schools.filter(({ deficit }) => deficit !== null);
  if (known.length === 0) return [];
  const byCommune = Map.groupBy(known, ({ commune }) => commune ?? text.t('print.ownerUnknown'));
  const isByCommune = byCommune.size > 1 && byCommune.size <= maxBars;
  const groups = isByCommune ? byCommune : Map.groupBy(known, ({ level }) => level);
  const bars = [...groups]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([label, schools]) => {
      const values = [sum(schools, ({ needed }) => needed), sum(schools, existingOf)];
      return { label, values, shown: values.map((value) => text.number(value)) };
    });
  return [
    {
      kind: 'chart',
      chart: {
        title: text.t('print.chart.title'),
        labelColumn: text.t(isByCommune ? 'print.chart.commune' : 'print.chart.level'),
        tableLabel: text.t('print.figures'),
        series: [text.t('print.chart.needed'), text.t('print.chart.existing')],
        bars,
      },
    },
  ];
}

/** What the deficit was computed from: counted where measured, else declared. */
function existingOf({ basis, usable, declared }: SchoolNeed): number | null {
  return basis === 'measured' ? usable : declared;
}

function sum(schools: readonly SchoolNeed[], figure: (school: SchoolNeed) => number | null): number {
  return schools.reduce((total, school) => total + (figure(school) ?? 0), 0);
}
