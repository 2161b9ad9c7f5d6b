import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildTopic,
  parseTopic,
  parseViewFilter,
  type Topic,
  unitFilter,
} from '../../shared/contract/topics.ts';

const letters = (alphabet: string, min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const alphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';

const device = letters(base32, 16).map((id) => `d-${id}`);
const user = letters(base32, 16).map((id) => `u-${id}`);
const unitId = letters(alphanumeric, 1, 24);

const topic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({ kind: fc.constantFrom('report', 'status', 'answer', 'order'), cn: device }),
  fc.record({ kind: fc.constant('ask'), cn: user }),
  fc.record({ kind: fc.constant('tell'), cn: user, window: letters(alphanumeric, 8) }),
  fc.record({ kind: fc.constantFrom('summary', 'alerts'), unitId }),
  fc.record({ kind: fc.constant('devices'), unitId, page: fc.integer({ min: 0, max: 999_999 }) }),
  fc.constant({ kind: 'head' }),
) as fc.Arbitrary<Topic>;

test('building and parsing are each other’s inverse', () => {
  fc.assert(
    fc.property(topic, (given) => {
      expect(parseTopic(buildTopic(given))).toEqual(given);
    }),
  );
});

test('a topic that is one character longer, shorter or other is none of the contract’s, or says so', () => {
  fc.assert(
    fc.property(topic, fc.nat(), fc.constantFrom('', '/', '+', '#', 'A', '\u0000'), (given, at, insert) => {
      const name = buildTopic(given);
      const position = at % (name.length + 1);
      const other = name.slice(0, position) + insert + name.slice(position + (insert === '' ? 1 : 0));
      const parsed = parseTopic(other);
      if (parsed !== null) expect(buildTopic(parsed)).toBe(other);
    }),
  );
});

describe('names that look right', () => {
  test.each([
    ['another version', 'drum/2/d-aaaaaaaaaaaaaaaa/report'],
    ['a user that reports', 'drum/1/u-aaaaaaaaaaaaaaaa/report'],
    ['a device that asks', 'drum/1/d-aaaaaaaaaaaaaaaa/ask'],
    ['a worker that reports', 'drum/1/b-aaaaaaaaaaaaaaaa/report'],
    ['an identity in capitals', 'drum/1/d-AAAAAAAAAAAAAAAA/report'],
    ['an identity too short', 'drum/1/d-aaaaaaaaaaaaaaa/report'],
    ['a level more', 'drum/1/d-aaaaaaaaaaaaaaaa/report/x'],
    ['a level empty', 'drum/1//report'],
    ['a wildcard', 'drum/1/+/report'],
    ['a page with a leading zero', 'drum/1/_view/unit/u1/devices/01'],
    ['a view of no unit', 'drum/1/_view/unit//summary'],
    ['a head with more', 'drum/1/_view/head/x'],
    ['nothing', ''],
  ])('%s is no topic', (_, name) => {
    expect(parseTopic(name)).toBeNull();
  });
});

describe('view filters', () => {
  test('one grant is one unit subtree', () => {
    fc.assert(
      fc.property(unitId, (id) => {
        expect(parseViewFilter(unitFilter(id))).toEqual({ unitId: id });
        expect(parseViewFilter(buildTopic({ kind: 'devices', unitId: id, page: 3 }))).toEqual({ unitId: id });
      }),
    );
    expect(parseViewFilter('drum/1/_view/head')).toBe('head');
  });

  test.each([
    '#',
    'drum/#',
    'drum/1/_view/#',
    'drum/1/_view/unit/+/#',
    'drum/1/_view/unit/#',
    'drum/1/_view/unit/u1/+',
  ])('%s is wider than a unit', (filter) => {
    expect(parseViewFilter(filter)).toBeNull();
  });

  test('no identity topic is a view', () => {
    fc.assert(
      fc.property(device, (cn) => {
        expect(parseViewFilter(buildTopic({ kind: 'report', cn }))).toBeNull();
      }),
    );
  });
});
