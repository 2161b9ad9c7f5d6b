import type { ConsoleEvent } from './state/event.ts';

/** The keys of Ink's `useInput` that the console knows. */
export type InkKey = {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly tab: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
};

const namedKeys = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
  ['tab', 'tab'],
] as const satisfies readonly (readonly [keyof InkKey, string])[];

/** The name of a special key, such as `up` or `ctrl-c`; null for typed text. */
function namedKey(input: string, key: InkKey): string | null {
  if (key.ctrl) return `ctrl-${input}`;
  return namedKeys.find(([flag]) => key[flag])?.[1] ?? null;
}

/** Marks that a Telex key adds, by their combining character. */
const telexMarks: Readonly<Record<string, string>> = {
  '\u0301': 's',
  '\u0300': 'f',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0323': 'j',
  '\u031b': 'w',
  '\u0306': 'w',
};

/**
 * The key that was struck while a Vietnamese input method stood between: Telex turns a lone `w` into ư and `[` into ơ, and
 * after a vowel replaces it (delete, then the composed letter), where the last mark names the key. Null for a letter that
 * no single key gives.
 * @param afterDelete the character before this one was a delete
 */
export function telexKey(character: string, afterDelete: boolean): string | null {
  const isUpper = character !== character.toLowerCase();
  const key = lowerTelexKey(character.toLowerCase().normalize('NFC'), afterDelete);
  return key !== null && isUpper ? key.toUpperCase() : key;
}

function lowerTelexKey(letter: string, afterDelete: boolean): string | null {
  if (/^[\x20-\x7e]$/.test(letter)) return letter;
  if (!afterDelete && letter === 'ơ') return '[';
  if (letter === 'đ') return 'd';
  const [base = '', ...marks] = letter.normalize('NFD');
  const mark = marks.at(-1);
  if (mark === '\u0302') return base;
  return mark === undefined ? null : (telexMarks[mark] ?? null);
}

/** What one call of `useInput` means: a special key, text for the filter, or keys struck so fast that they came together. */
export function inputEvents(
  input: string,
  key: InkKey,
  mode: { readonly isTyping: boolean; readonly afterDelete: boolean },
): { readonly events: readonly ConsoleEvent[]; readonly afterDelete: boolean } {
  const named = namedKey(input, key);
  if (named !== null) {
    return { events: [{ kind: 'key', key: named }], afterDelete: named === 'backspace' };
  }
  if (key.meta) return { events: [], afterDelete: false };
  if (mode.isTyping) return { events: [{ kind: 'text', text: input }], afterDelete: false };
  const events = [...input.normalize('NFC')].flatMap((character, index): ConsoleEvent[] => {
    const struck = telexKey(character, mode.afterDelete && index === 0);
    return struck === null ? [] : [{ kind: 'key', key: struck }];
  });
  return { events, afterDelete: false };
}
