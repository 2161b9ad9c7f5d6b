import { expect, test } from 'vitest';
import { type InkKey, inputEvents, telexKey } from '../../console/input.ts';

const none: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  backspace: false,
  delete: false,
  tab: false,
  ctrl: false,
  meta: false,
};
const moving = { isTyping: false, afterDelete: false };

test('keys struck so fast that they came together are all taken', () => {
  expect(inputEvents('jjj', none, moving).events).toEqual(Array(3).fill({ kind: 'key', key: 'j' }));
});

test('special keys have names; Ctrl-C is one', () => {
  expect(inputEvents('', { ...none, upArrow: true }, moving).events).toEqual([{ kind: 'key', key: 'up' }]);
  expect(inputEvents('c', { ...none, ctrl: true }, moving).events).toEqual([{ kind: 'key', key: 'ctrl-c' }]);
});

test('text for the filter goes in whole, as it was composed', () => {
  const typing = { isTyping: true, afterDelete: false };
  expect(inputEvents('Điện Biên', none, typing).events).toEqual([{ kind: 'text', text: 'Điện Biên' }]);
});

test('under Telex a lone w and [ come back as the keys that were struck', () => {
  expect([telexKey('ư', false), telexKey('ơ', false), telexKey('Ư', false)]).toEqual(['w', '[', 'W']);
  expect(telexKey('s', false)).toBe('s');
});

test.each([
  ['á', 's'],
  ['ề', 'f'],
  ['ổ', 'r'],
  ['ẽ', 'x'],
  ['ị', 'j'],
  ['ă', 'w'],
  ['ơ', 'w'],
  ['đ', 'd'],
  ['â', 'a'],
  ['Ế', 'S'],
])('a delete and %s is the key %s', (letter, key) => {
  const deleted = inputEvents('', { ...none, backspace: true }, moving);
  expect(deleted.afterDelete).toBe(true);
  const next = { isTyping: false, afterDelete: deleted.afterDelete };
  expect(inputEvents(letter, none, next).events).toEqual([{ kind: 'key', key }]);
});

test('a letter that no key gives is nothing', () => {
  expect(inputEvents('漢', none, moving).events).toEqual([]);
});
