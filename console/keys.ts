import type { TextKey } from '../shared/text/text.ts';

/** What a key does, whichever key it is bound to. */
export const actions = [
  'overview',
  'schools',
  'devices',
  'lines',
  'needs',
  'up',
  'down',
  'page-up',
  'page-down',
  'first',
  'last',
  'open',
  'back',
  'filter',
  'column-left',
  'column-right',
  'sort',
  'reverse',
  'refresh',
  'pause',
  'theme',
  'language',
  'help',
  'quit',
] as const;
export type Action = (typeof actions)[number];

export const keyGroups = ['screens', 'move', 'list', 'session'] as const;
export type KeyGroup = (typeof keyGroups)[number];

export type Binding = {
  readonly action: Action;
  /** Names of keys, or the character typed. Latin, unaccented, and safe under Telex: no vowel, no doubled letter. */
  readonly keys: readonly string[];
  /** How the keys are printed. */
  readonly shown: string;
  readonly group: KeyGroup;
  /** Where in the footer; absent = only in the help. */
  readonly footer?: number;
};

/** The one table of keys: the reducer, the footer, the help and the manual read it. */
export const bindings: readonly Binding[] = [
  { action: 'overview', keys: ['1'], shown: '1', group: 'screens' },
  { action: 'schools', keys: ['2'], shown: '2', group: 'screens' },
  { action: 'devices', keys: ['3'], shown: '3', group: 'screens' },
  { action: 'lines', keys: ['4'], shown: '4', group: 'screens' },
  { action: 'needs', keys: ['5'], shown: '5', group: 'screens' },
  { action: 'open', keys: ['enter'], shown: 'Enter', group: 'screens', footer: 2 },
  { action: 'back', keys: ['escape', '-'], shown: 'Esc', group: 'screens', footer: 3 },
  { action: 'up', keys: ['up', 'k'], shown: '↑ k', group: 'move' },
  { action: 'down', keys: ['down', 'j'], shown: '↓ j', group: 'move' },
  { action: 'page-up', keys: ['pageup'], shown: 'PgUp', group: 'move' },
  { action: 'page-down', keys: ['pagedown', ' '], shown: 'PgDn', group: 'move' },
  { action: 'first', keys: ['home', 'g'], shown: 'Home g', group: 'move' },
  { action: 'last', keys: ['end', 'G'], shown: 'End G', group: 'move' },
  { action: 'filter', keys: ['/'], shown: '/', group: 'list', footer: 1 },
  { action: 'column-left', keys: ['left', '<'], shown: '←', group: 'list' },
  { action: 'column-right', keys: ['right', '>'], shown: '→', group: 'list' },
  { action: 'sort', keys: ['s'], shown: 's', group: 'list', footer: 7 },
  { action: 'reverse', keys: ['S'], shown: 'S', group: 'list' },
  { action: 'refresh', keys: ['R'], shown: 'R', group: 'session', footer: 9 },
  { action: 'pause', keys: ['P'], shown: 'P', group: 'session', footer: 8 },
  { action: 'theme', keys: ['t'], shown: 't', group: 'session' },
  { action: 'language', keys: ['L'], shown: 'L', group: 'session', footer: 6 },
  { action: 'help', keys: ['?'], shown: '?', group: 'session', footer: 4 },
  { action: 'quit', keys: ['q', 'ctrl-c'], shown: 'q', group: 'session', footer: 5 },
];

/** The action of a key in navigation, or undefined. */
export function actionOf(key: string): Action | undefined {
  return bindings.find((binding) => binding.keys.includes(key))?.action;
}

export function keyText(action: Action): TextKey {
  return `key.${action}`;
}

/** Bindings that the footer offers where they act, the most useful first. */
export function footerBindings(acts: (action: Action) => boolean): Binding[] {
  return bindings
    .filter(({ action, footer }) => footer !== undefined && acts(action))
    .sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0));
}
