import type { Text } from '../../shared/text/text.ts';
import { fitLine, type Line, line, rule, type Span, span, spread } from '../components/line.ts';
import { type Action, footerBindings, keyText } from '../keys.ts';
import { bodyHeight, frameHeight, minSize } from '../state/layout.ts';
import type { Model, ScreenName } from '../state/model.ts';
import { listOf } from '../state/press-key.ts';
import { bannerText } from './banner.ts';
import { drawDevice } from './device.ts';
import { drawDevices } from './devices.ts';
import { drawEmpty, isEmpty } from './empty.ts';
import { drawHelp } from './help.ts';
import { drawLines } from './lines.ts';
import { drawNeeds } from './needs.ts';
import { drawOverview, modelFigures } from './overview.ts';
import { drawSchools } from './schools.ts';

/** The whole frame: at most `rows − 1` lines of at most `columns` cells. Pure. */
export function drawFrame(model: Model, text: Text): Line[] {
  const { columns, rows } = model.size;
  if (columns < minSize.columns || rows < minSize.rows) return drawSmall(model, text);
  const whole = drawBody(model, text);
  const body = whole.slice(0, bodyHeight(model));
  const filled = Array.from({ length: bodyHeight(model) }, (_, index) => body[index] ?? line(''));
  return [
    header(model, text),
    rule(columns),
    ...banner(model, text),
    ...filled,
    rule(columns, listOf(model) === null ? moreBelow(whole.length - body.length, text) : ''),
    footer(model, text),
  ].map((one) => fitLine(one, columns));
}

/** That a page goes on below, for which nothing else gives a sign. */
function moreBelow(count: number, text: Text): string {
  return count === 0 ? '' : text.t('scroll.more', { count });
}

const bodies: Readonly<Record<ScreenName, (model: Model, text: Text) => Line[]>> = {
  overview: drawOverview,
  schools: drawSchools,
  devices: drawDevices,
  lines: drawLines,
  needs: drawNeeds,
  device: drawDevice,
  help: drawHelp,
};

function drawBody(model: Model, text: Text): Line[] {
  const draw = isEmpty(model) && model.screen !== 'help' ? drawEmpty : bodies[model.screen];
  return draw(model, text);
}

/** A terminal too small for tables still shows the figures that matter. */
function drawSmall(model: Model, text: Text): Line[] {
  const { columns } = model.size;
  const lines = [line(text.t('small', minSize), 'warn'), ...modelFigures(model, text)];
  return lines.slice(0, frameHeight(model.size)).map((one) => fitLine(one, columns));
}

function header(model: Model, text: Text): Line {
  const place = [model.fleet?.unit.name ?? '', ...crumbs(model, text)].filter((part) => part !== '');
  const left: Line = [span(' Schooldrum  ', 'title'), span(place.join(' > '))];
  const time = text.dateTime(model.nowMs).slice(-5);
  const right: Line = [
    ...(model.isPaused ? [span(`  ${text.t('paused')}`, 'warn')] : []),
    span('  '),
    linkSpan(model, text),
    span(`  ${time}  ${text.language.toUpperCase()} `),
  ];
  return spread(left, right, model.size.columns);
}

function crumbs(model: Model, text: Text): string[] {
  const school = model.schools.find(({ schoolCode }) => schoolCode === model.schoolCode)?.schoolName;
  const device = model.screen === 'device' ? [model.detail?.deviceId ?? ''] : [];
  return [text.t(`screen.${model.screen}`), ...(school === undefined ? [] : [school]), ...device];
}

function linkSpan({ link }: Model, text: Text): Span {
  switch (link.kind) {
    case 'online':
      return span(`● ${text.t('link.online')}`, 'good');
    case 'connecting':
      return span(`◐ ${text.t('link.connecting', { address: link.address })}`, 'warn');
    case 'stale':
      return span(`▲ ${text.t('link.stale')}`, 'warn');
    case 'disconnected':
      return span(`✗ ${text.t('link.disconnected')}`, 'bad');
  }
}

/** Over the last data, never instead of it. */
function banner(model: Model, text: Text): Line[] {
  if (model.fleet === null) return [];
  const words = bannerText(model, text);
  return words === null ? [] : [line(` ▲ ${words}`, 'bad')];
}

/** Whether a key does anything on this screen: a page without a list has nothing to open, filter or sort. */
function actsOn(model: Model): (action: Action) => boolean {
  const list = listOf(model);
  const idle: readonly Action[] =
    list === null ? ['open', 'filter', 'sort'] : list === 'overview' ? ['sort'] : [];
  return (action) => !idle.includes(action);
}

function footer(model: Model, text: Text): Line {
  if (model.typing !== null) {
    return [
      span(` /${model.lists[model.typing].filter}▏`, 'accent'),
      span(`   ${text.t('footer.typing')}`, 'muted'),
    ];
  }
  const fixed = [
    ['1-5', text.t('footer.screens')],
    ['↑↓', text.t('footer.move')],
  ];
  const offered = footerBindings(actsOn(model)).map(({ action, shown }) => [shown, text.t(keyText(action))]);
  let left = model.size.columns;
  return [...fixed, ...offered].flatMap(([key = '', words = '']) => {
    const hint = [span(` ${key} `, 'title'), span(`${words} `, 'muted')];
    left -= key.length + words.length + 3;
    return left < 0 ? [] : hint;
  });
}
