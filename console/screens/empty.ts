import type { Text } from '../../shared/text/text.ts';
import { blankLine, type Line, line, span, wrap } from '../components/line.ts';
import type { Model } from '../state/model.ts';
import { bannerText } from './banner.ts';

/** Nothing to list yet: not connected, still loading, or no machine has ever reported. */
export function isEmpty({ fleet }: Model): boolean {
  return fleet === null || fleet.totals.devices === 0;
}

/** What is awaited, and what to do next. */
export function drawEmpty(model: Model, text: Text): Line[] {
  const { fleet, size } = model;
  if (fleet === null) return [blankLine, ...waitingLines(model, text, size.columns - 6)];
  const schools = fleet.totals.schools;
  return [
    blankLine,
    line(`   ${text.t('empty.title')}`, 'title'),
    blankLine,
    ...step(
      '1',
      schools > 0,
      text.t('empty.schools', { count: text.number(schools) }),
      text.t('empty.schools.do'),
    ),
    ...step('2', false, text.t('empty.token'), text.t('empty.token.do')),
    ...step('3', false, text.t('empty.agent'), text.t('empty.agent.do')),
    blankLine,
    line(`   ${text.t('empty.waiting')}`, 'muted'),
  ];
}

function waitingLines(model: Model, text: Text, width: number): Line[] {
  const problem = bannerText(model, text);
  if (problem !== null) return wrap(`✗ ${problem}`, width).map((part) => line(`   ${part}`, 'bad'));
  const { link } = model;
  const words =
    link.kind === 'connecting'
      ? text.t('empty.connecting', { address: link.address })
      : text.t('empty.loading');
  return [line(`   ${words}`)];
}

function step(number: string, isDone: boolean, what: string, how: string): Line[] {
  return [
    [span(`   ${number}  `), span(isDone ? '✓ ' : '· ', isDone ? 'good' : 'plain'), span(what)],
    ...(isDone ? [] : [line(`        ${how}`, 'accent')]),
  ];
}
