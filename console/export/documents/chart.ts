import { scaleLinear } from 'd3-scale';
import { escaped } from './escaped.ts';

/** Bars of one or two figures a label; every chart has its figures beside it as a table. */
export type Chart = {
  readonly title: string;
  readonly labelColumn: string;
  /** What opens the table beside the picture. */
  readonly tableLabel: string;
  readonly series: readonly string[];
  readonly bars: readonly {
    readonly label: string;
    readonly values: readonly number[];
    readonly shown: readonly string[];
  }[];
};

const width = 720;
const labelWidth = 190;
const valueWidth = 110;
const barHeight = 13;
const groupGap = 9;
const legendHeight = 24;
/** Told apart without colour too: the first is dark, the second light. */
const fills = ['#1f3a5f', '#a9bcd4'] as const;

/** A chart as SVG without script or style of the page: the same chart gives the same text. `face` names the family of its letters. */
export function chartSvg({ title, series, bars }: Chart, face: string): string {
  const scale = scaleLinear()
    .domain([0, Math.max(1, ...bars.flatMap(({ values }) => values))])
    .range([0, width - labelWidth - valueWidth])
    .clamp(true);
  const groupHeight = series.length * barHeight + groupGap;
  const height = legendHeight + bars.length * groupHeight + groupGap;
  const shapes = bars.map(({ label, values, shown }, group) => {
    const top = legendHeight + groupGap + group * groupHeight;
    const rows = values.map((value, index) => {
      const y = top + index * barHeight;
      const length = rounded(scale(value));
      const fill = fills[index % fills.length] ?? fills[0];
      return `<rect x="${labelWidth}" y="${y}" width="${length}" height="${barHeight - 2}" fill="${fill}"/>${words(labelWidth + length + 4, y + 9, shown[index] ?? '', 'start')}`;
    });
    return `${words(labelWidth - 6, top + (series.length * barHeight) / 2 + 3, shortened(label), 'end')}${rows.join('')}`;
  });
  const legend = series.map((name, index) => {
    const x = labelWidth + index * 200;
    const fill = fills[index % fills.length] ?? fills[0];
    return `<rect x="${x}" y="6" width="11" height="11" fill="${fill}" stroke="#1f3a5f" stroke-width="0.5"/>${words(x + 16, 15.5, name, 'start')}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="${face}" font-size="10.5">${legend.join('')}${shapes.join('')}</svg>`;

  function words(x: number, y: number, text: string, anchor: 'start' | 'end'): string {
    return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" fill="#000">${escaped(text)}</text>`;
  }
}

/** The table beside it holds the whole name. */
function shortened(label: string): string {
  const letters = Array.from(label);
  return letters.length <= 34 ? label : `${letters.slice(0, 33).join('')}…`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
