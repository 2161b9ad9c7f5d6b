import { type Action, actionOf } from '../keys.ts';
import { layOut } from '../rows/column.ts';
import { deviceColumns } from '../rows/device-rows.ts';
import { lineScreenColumns } from '../rows/line-rows.ts';
import { needScreenColumns } from '../rows/need-screen-columns.ts';
import { schoolColumns } from '../rows/school-rows.ts';
import { nextTheme } from '../theme.ts';
import { moveTo, withList } from './cursor.ts';
import type { Effect, Step } from './event.ts';
import { gutterWidth, listWidth, markWidth, visibleRows } from './layout.ts';
import { type ListName, listNames, type Model, type ScreenName } from './model.ts';

/** A key struck: in the filter it edits, elsewhere it acts. */
export function pressKey(model: Model, key: string): Step {
  if (key === 'ctrl-c') return { model, effects: [{ kind: 'quit' }] };
  if (model.typing !== null) return { model: editFilter(model, model.typing, key), effects: [] };
  const action = actionOf(key);
  return action === undefined ? { model, effects: [] } : act(model, action);
}

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' });

function editFilter(model: Model, name: ListName, key: string): Model {
  const list = model.lists[name];
  switch (key) {
    case 'enter':
      return { ...model, typing: null };
    case 'escape':
      return { ...withList(model, name, { ...list, filter: '' }), typing: null };
    case 'backspace': {
      const kept = [...segmenter.segment(list.filter)].slice(0, -1);
      return withList(model, name, { ...list, filter: kept.map(({ segment }) => segment).join('') });
    }
    case 'up':
      return moveTo(model, name, (_, { index }) => index - 1);
    case 'down':
      return moveTo(model, name, (_, { index }) => index + 1);
    default:
      return key.length === 1 ? typeText(model, key) : model;
  }
}

const maxFilterLength = 60;

/** Puts text at the end of the filter being typed: composed, without control characters. */
export function typeText(model: Model, text: string): Model {
  const name = model.typing;
  if (name === null) return model;
  const list = model.lists[name];
  const filter = (list.filter + text.replace(/\p{C}/gu, '')).normalize('NFC').slice(0, maxFilterLength);
  return withList(model, name, { ...list, filter });
}

function act(model: Model, action: Action): Step {
  switch (action) {
    case 'quit':
      return withEffect(model, { kind: 'quit' });
    case 'refresh':
      return withEffect(model, { kind: 'refresh' });
    case 'open':
      return open(model);
    case 'lines':
      return withEffect(
        { ...model, screen: 'lines', back: [], schoolCode: null, scroll: 0 },
        { kind: 'load-lines' },
      );
    default:
      return { model: change(model, action), effects: [] };
  }
}

function withEffect(model: Model, effect: Effect): Step {
  return { model, effects: [effect] };
}

function change(model: Model, action: Exclude<Action, 'quit' | 'refresh' | 'open' | 'lines'>): Model {
  switch (action) {
    case 'overview':
    case 'schools':
    case 'needs':
    case 'devices':
      return { ...model, screen: action, back: [], schoolCode: null, scroll: 0 };
    case 'help':
      return model.screen === 'help' ? goBack(model) : goTo(model, 'help');
    case 'back':
      return goBack(model);
    case 'language':
      return { ...model, language: model.language === 'vi' ? 'en' : 'vi' };
    case 'theme':
      return { ...model, theme: nextTheme(model.theme) };
    case 'pause':
      return togglePause(model);
    case 'filter':
      return listOf(model) === null ? model : { ...model, typing: listOf(model) };
    case 'column-left':
    case 'column-right':
    case 'sort':
    case 'reverse':
      return arrange(model, action);
    default:
      return move(model, action);
  }
}

/** The list on the screen, if it is one. */
export function listOf(model: Model): ListName | null {
  return listNames.find((name) => name === model.screen) ?? null;
}

function goTo(model: Model, screen: ScreenName): Model {
  return { ...model, screen, back: [...model.back, model.screen], scroll: 0 };
}

/** Esc first takes the filter away, then the screen. */
function goBack(model: Model): Model {
  const name = listOf(model);
  if (name !== null && model.lists[name].filter !== '') {
    return withList(model, name, { ...model.lists[name], filter: '' });
  }
  const screen = model.back.at(-1);
  if (screen === undefined) return model.schoolCode === null ? model : { ...model, schoolCode: null };
  const leavesSchool = model.screen === 'devices';
  return {
    ...model,
    screen,
    back: model.back.slice(0, -1),
    scroll: 0,
    schoolCode: leavesSchool ? null : model.schoolCode,
  };
}

function togglePause(model: Model): Model {
  if (!model.isPaused) return { ...model, isPaused: true };
  return { ...model, isPaused: false, fleet: model.waiting ?? model.fleet, waiting: null };
}

function open(model: Model): Step {
  const name = listOf(model);
  const selectedId = name === null ? null : model.lists[name].selectedId;
  if (name === null || selectedId === null) return { model, effects: [] };
  if (name === 'devices') {
    return {
      model: { ...goTo(model, 'device'), detail: { kind: 'loading', deviceId: selectedId } },
      effects: [{ kind: 'load-device', deviceId: selectedId }],
    };
  }
  const machines = withList(model, 'devices', {
    ...model.lists.devices,
    filter: '',
    selectedId: null,
    index: 0,
    top: 0,
    isMoved: false,
  });
  const schoolCode = name === 'lines' ? schoolOf(model, selectedId) : selectedId;
  return { model: { ...goTo(machines, 'devices'), schoolCode }, effects: [] };
}

function schoolOf({ lineRows }: Model, lineId: string): string | null {
  return lineRows.find(({ line }) => line.lineId === lineId)?.line.schoolCode ?? null;
}

type Arrangement = 'column-left' | 'column-right' | 'sort' | 'reverse';

function arrange(model: Model, action: Arrangement): Model {
  const name = listOf(model);
  if (name === null || name === 'overview') return model;
  const list = model.lists[name];
  const width = listWidth(model.size.columns) - markWidth - gutterWidth;
  const ids = shownColumns[name](width);
  switch (action) {
    case 'sort':
      return withList(model, name, { ...list, sort: { column: list.column, isDescending: false } });
    case 'reverse':
      return withList(model, name, {
        ...list,
        sort: { ...list.sort, isDescending: !list.sort.isDescending },
      });
    default: {
      const step = action === 'column-left' ? -1 : 1;
      const column = ids[(ids.indexOf(list.column) + step + ids.length) % ids.length] ?? list.column;
      return withList(model, name, { ...list, column });
    }
  }
}

/** Ids of the columns that fit. */
const shownColumns: Readonly<Record<Exclude<ListName, 'overview'>, (width: number) => string[]>> = {
  schools: (width) => layOut(schoolColumns, width).map(({ column }) => column.id),
  devices: (width) => layOut(deviceColumns, width).map(({ column }) => column.id),
  needs: (width) => layOut(needScreenColumns, width).map(({ column }) => column.id),
  lines: (width) => layOut(lineScreenColumns, width).map(({ column }) => column.id),
};

type Movement = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

function move(model: Model, action: Movement): Model {
  const name = listOf(model);
  const page = name === null ? model.size.rows - 6 : visibleRows(model, name) - 1;
  const steps: Readonly<Record<Movement, number>> = {
    up: -1,
    down: 1,
    'page-up': -page,
    'page-down': page,
    first: Number.NEGATIVE_INFINITY,
    last: Number.POSITIVE_INFINITY,
  };
  if (name !== null) return moveTo(model, name, (_, { index }) => index + steps[action]);
  return { ...model, scroll: Math.max(0, Math.min(maxScroll, model.scroll + steps[action])) };
}

/** Longest text that scrolls; the screen stops at its own end. */
const maxScroll = 500;
