import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { normPackFileSchema } from '../../shared/contract/norm-pack.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { checkValue, wrongValue } from '../../shared/runtime/problem.ts';
import { profile } from '../../shared/runtime/profile.ts';
import { routeSettings } from '../../shared/runtime/route-settings.ts';
import { createText } from '../../shared/text/create-text.ts';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';

const whole = z.coerce.number().int().min(1).max(65_535);
const flag = z.union([z.boolean(), z.stringbool()]);
const rows = z.strictObject({
  rows: z
    .array(z.object({ day: z.iso.date() }))
    .min(1)
    .max(2),
});

it.each([
  ['nothing', z.object({ a: z.string() }), {}, 'a', 'missing', {}],
  ['nothing of a choice', z.object({ a: z.enum(['x']) }), {}, 'a', 'not-a-choice', { choices: 'x' }],
  ['a named form', z.string().regex(/^a$/, 'not-code'), 'b', 'JSON', 'not-code', {}],
  ['a number for text', z.string(), 5, 'JSON', 'not-text', {}],
  ['text for a number', z.object({ a: z.number() }), { a: 'x' }, 'a', 'not-number', {}],
  ['no number at all', whole, 'x', 'JSON', 'not-number', {}],
  ['half a number', whole, 1.5, 'JSON', 'not-whole', {}],
  ['too small a number', whole, 0, 'JSON', 'too-small', { least: '1' }],
  ['too large a number', whole, 70_000, 'JSON', 'too-large', { most: '65535' }],
  ['an empty text', z.string().min(1), '', 'JSON', 'too-short', { least: '1' }],
  ['a long text', z.string().max(3), 'abcd', 'JSON', 'too-long', { most: '3' }],
  ['an empty list', rows, { rows: [] }, 'rows', 'too-few', { least: '1' }],
  [
    'a long list',
    rows,
    { rows: [1, 2, 3].map(() => ({ day: '2026-01-01' })) },
    'rows',
    'too-many',
    { most: '2' },
  ],
  ['no list', rows, { rows: {} }, 'rows', 'not-list', {}],
  ['no fields', rows, 'x', 'JSON', 'not-fields', {}],
  ['no day', rows, { rows: [{ day: '2026-02-30' }] }, 'rows.0.day', 'not-day', {}],
  ['another field', rows, { rows: [{ day: '2026-01-01' }], row: 1 }, 'row', 'unknown-name', {}],
  ['no mail address', z.email(), 'a@', 'JSON', 'not-mail', {}],
  ['another form', z.string().regex(/^a$/), 'b', 'JSON', 'bad-form', {}],
  ['no choice', z.enum(['x', 'y']), 'z', 'JSON', 'not-a-choice', { choices: 'x | y' }],
  [
    'the last of several forms',
    flag,
    'maybe',
    'JSON',
    'not-a-choice',
    { choices: expect.stringContaining('true') },
  ],
  ['a rule of its own', z.string().refine(() => false, 'not-host'), '', 'JSON', 'not-host', {}],
  ['a rule without a name', z.string().refine(() => false), '', 'JSON', 'not-valid', {}],
  ['an open limit', z.number().gt(5), 5, 'JSON', 'not-valid', {}],
] as const)('%s breaks a rule', (_what, schema, value, field, reason, limits) => {
  expect(checkValue(schema, value)).toEqual({ ok: false, error: { field, reason, ...limits } });
});

it('what is right is given as the schema reads it', () => {
  expect(checkValue(whole, '8883')).toEqual({ ok: true, value: 8883 });
});

const params = Object.entries(queryKinds).map(([kind, { params }]) => [kind, params] as const);
const files: readonly (readonly [string, z.ZodType])[] = [
  ['profile', profile],
  ['norm pack', normPackFileSchema],
  ['settings', z.strictObject(routeSettings)],
];
const words = (text: Readonly<Record<string, string>>) =>
  Object.entries(text).filter(([key]) => key.startsWith('problem.'));

it.each([...params, ...files])(
  'whatever is wrong with %s has its words in both languages',
  (_name, schema) => {
    fc.assert(
      fc.property(hostile(schema), (value) => {
        const read = checkValue(schema, value);
        if (read.ok) return;
        const { field, reason, ...limits } = read.error;
        expect(Object.keys(vi)).toContain(`problem.${reason}`);
        for (const language of ['vi', 'en'] as const) {
          const line = createText(language).error(appError('SD-VALUE', read.error));
          expect(line).not.toMatch(/\{(least|most|choices)\}|undefined|Invalid|expected/);
          expect(line).toContain(Object.values(limits)[0] ?? '');
        }
      }),
      { numRuns: 60 },
    );
  },
);

it('every rule is said in other words to a Vietnamese reader', () => {
  const english = new Set<string>(Object.values(en));
  for (const [key, said] of words(vi)) expect([key, english.has(said)]).toEqual([key, false]);
  expect(words(vi).length).toBe(words(en).length);
});

it('a limit of any length fits a message', () => {
  const refused = wrongValue('x'.repeat(1_000), 'not-a-choice', { choices: 'y'.repeat(1_000) });
  expect(refused.ok ? [] : Object.values(refused.error.values).every((value) => value.length <= 500)).toBe(
    true,
  );
});

/** Right fields with wrong values in them, and what is nothing like it. */
function hostile(schema: z.ZodType): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', ' ', 'x'.repeat(70_000), '2026-13-01', Number.NaN, 1e300, -1, 0.5, null, undefined),
    fc.array(fc.jsonValue(), { maxLength: 3 }),
  );
  if (!(schema instanceof z.ZodObject)) return value;
  const fields = Object.keys(schema.shape).map((name) => [name, value] as const);
  return fc.oneof(value, fc.record(Object.fromEntries(fields), { requiredKeys: [] }));
}
