import type { z } from 'zod';
import { err, ok, type Result } from '../domain/result.ts';
import type { TextKey } from '../text/text.ts';
import { type AppError, appError } from './app-error.ts';

type NameIn<K> = K extends `problem.${infer Name}` ? Name : never;

/** Why something is refused, free of any language (a system's error code is one too): `problem.<name>` of shared/text says it. */
export type ProblemName = NameIn<TextKey>;

/** What a rule's words name, such as `{ least: 1 }`. */
type Limits = Readonly<Record<string, string | number>>;

/** What is wrong with one value: values of an `AppError`, flat as they cross the network. */
export type Problem = Readonly<Record<string, string>> & {
  readonly field: string;
  /** A `ProblemName`, unless a newer version sent it. */
  readonly reason: string;
};

type Broken = { readonly reason: string; readonly limits?: Limits; readonly path?: readonly PropertyKey[] };

/** Stands for the whole where no field of it is to blame. */
export const whole = 'JSON';
const maxShown = 300;
const ruleName = /^[a-z]+(-[a-z]+)*$/;

/** SD-VALUE: the field, as its schema names it, breaks this rule. */
export function wrongValue(field: string, reason: ProblemName, limits: Limits = {}): Result<never, AppError> {
  return err(appError('SD-VALUE', problemOf([field], { reason, limits })));
}

/** Reads a value by its schema: what it is, or the first thing that is wrong with it, without the value itself. */
export function checkValue<T extends z.ZodType>(schema: T, value: unknown): Result<z.output<T>, Problem> {
  const read = schema.safeParse(value, { reportInput: true });
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  return err(issue === undefined ? problemOf([], notValid) : problemOf(issue.path, brokenBy(issue)));
}

function problemOf(at: readonly PropertyKey[], { reason, limits = {}, path = [] }: Broken): Problem {
  const field = [...at, ...path].map(String).join('.').slice(0, maxShown);
  const shown = Object.entries(limits).map(([name, limit]) => [name, String(limit).slice(0, maxShown)]);
  return { ...Object.fromEntries(shown), field: field === '' ? whole : field, reason };
}

const notValid = broken('not-valid');

function brokenBy(issue: z.core.$ZodIssue): Broken {
  // A check of our own names its rule as its message; those of the library are sentences.
  if (ruleName.test(issue.message)) return { reason: issue.message, limits: limitsOf(issue) };
  if (issue.code === 'invalid_value') {
    return broken('not-a-choice', { choices: issue.values.map(String).join(' | ') });
  }
  if (issue.code !== 'custom' && issue.input === undefined) return broken('missing');
  switch (issue.code) {
    case 'invalid_type':
      return broken(kinds[issue.expected] ?? 'not-valid');
    case 'too_small':
    case 'too_big':
      return beyondLimit(issue);
    case 'invalid_format':
      return broken(forms[issue.format] ?? 'bad-form');
    case 'unrecognized_keys':
      return { ...broken('unknown-name'), path: [issue.keys.join(', ')] };
    case 'invalid_union':
      return byLastChoice(issue.errors.at(-1)?.[0]);
    default:
      return notValid;
  }
}

function limitsOf(issue: z.core.$ZodIssue): Limits {
  return issue.code === 'custom' ? (issue.params ?? {}) : {};
}

function beyondLimit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Broken {
  const rules = issue.inclusive === false ? undefined : limitRules[issue.origin];
  if (rules === undefined) return notValid;
  return issue.code === 'too_small'
    ? broken(rules.small, { least: String(issue.minimum) })
    : broken(rules.big, { most: String(issue.maximum) });
}

/** Of several forms the last is the one that people write. */
function byLastChoice(issue: z.core.$ZodIssue | undefined): Broken {
  return issue === undefined ? notValid : { ...brokenBy(issue), path: issue.path };
}

function broken(reason: ProblemName, limits: Limits = {}): Broken {
  return { reason, limits };
}

const kinds: Readonly<Record<string, ProblemName>> = {
  string: 'not-text',
  number: 'not-number',
  nan: 'not-number',
  int: 'not-whole',
  boolean: 'not-yes-no',
  array: 'not-list',
  tuple: 'not-list',
  set: 'not-list',
  object: 'not-fields',
  record: 'not-fields',
};

const ofNumbers = { small: 'too-small', big: 'too-large' } as const;
const ofLists = { small: 'too-few', big: 'too-many' } as const;
const limitRules: Readonly<Record<string, { readonly small: ProblemName; readonly big: ProblemName }>> = {
  number: ofNumbers,
  int: ofNumbers,
  bigint: ofNumbers,
  string: { small: 'too-short', big: 'too-long' },
  array: ofLists,
  set: ofLists,
};

const forms: Readonly<Record<string, ProblemName>> = { date: 'not-day', email: 'not-mail' };
