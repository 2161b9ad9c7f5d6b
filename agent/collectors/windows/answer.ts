import { z } from 'zod';
import { err, ok } from '../../../shared/domain/result.ts';
import type { Fact, Failure } from '../../collector.ts';

/** What one question gave, and how long it took. `isLate`: the script's time was over before its turn. */
export type QueryAnswer = {
  readonly rows: Fact<readonly unknown[]>;
  readonly ms: number;
  readonly isLate: boolean;
};

/** What the script printed: names of questions → their answers, and the language mode that a policy of this machine sets. */
export type BatchAnswer = {
  readonly languageMode: string;
  readonly answers: ReadonlyMap<string, QueryAnswer>;
};

const word = z.string().max(500).nullish();
const envelope = z.object({
  l: z.string().max(64),
  q: z.record(
    z.string().max(64),
    z.object({ r: z.string().nullish(), e: word, c: word, x: word, m: z.number().finite() }),
  ),
});
type Asked = z.infer<typeof envelope>['q'][string];

/** Lists that PowerShell 5.1 decorated are written as `{"value":[…],"Count":n}`. */
const rowsForm = z.union([
  z.array(z.unknown()),
  z.object({ value: z.array(z.unknown()), Count: z.number() }).transform(({ value }) => value),
]);

/** More candidates than this are not tried: whatever printed them is not the script. */
const maxMarks = 16;

/** The last complete `<<…>>` of what was printed; undefined when there is none. What stands before and after is not ours. */
export function parseBatchAnswer(text: string): BatchAnswer | undefined {
  let start = text.length;
  for (let mark = 0; mark < maxMarks && start > 0; mark += 1) {
    start = text.lastIndexOf('<<', start - 1);
    if (start === -1) return undefined;
    // PowerShell 5.1 escapes angle brackets within texts: the first end is the end; another version may not.
    for (const end of [text.indexOf('>>', start), text.lastIndexOf('>>')]) {
      const checked = envelope.safeParse(parseJson(text.slice(start + 2, Math.max(start, end))));
      if (checked.success) return answerOf(checked.data);
    }
  }
  return undefined;
}

function answerOf({ l: languageMode, q }: z.infer<typeof envelope>): BatchAnswer {
  const answers = Object.entries(q).map(([name, asked]): [string, QueryAnswer] => [
    name,
    { rows: rowsOf(asked), ms: Math.max(0, Math.round(asked.m)), isLate: asked.e === lateId },
  ]);
  return { languageMode, answers: new Map(answers) };
}

const lateId = 'Budget';

function rowsOf({ r, e, c, x }: Asked): Fact<readonly unknown[]> {
  if (r === null || r === undefined) return err(failureOf([e, c, x].filter(Boolean).join(' ')));
  const rows = rowsForm.safeParse(parseJson(r));
  return rows.success ? ok(rows.data) : err('failed');
}

/**
 * Ids, categories and codes of errors, none of them translated: WBEM and MI result codes (Microsoft Learn, "WMI Error Constants",
 * "MI_Result"), System.Management.Automation.ErrorCategory. In the order in which they are looked for.
 */
const failures: readonly (readonly [RegExp, Failure])[] = [
  // Of the WMI service, of Windows, and a policy that forbids what the question needs.
  [
    /AccessDenied|PermissionDenied|SecurityError|0x80041003|0x80070005|UnauthorizedAccess|ConstrainedLanguage/i,
    'denied',
  ],
  [/\bBudget\b|OperationTimeout|TimedOut|0x0*40004|0x80041069|0x80338029|0x800705b4/i, 'timed-out'],
  // A path of the registry or of a disk, or a service, that is not there: absent, not unknown to this Windows.
  [/PathNotFound|ItemNotFound|NoServiceFound/i, 'no-data'],
  [
    /InvalidNamespace|InvalidClass|InvalidQuery|NotSupported|NotFound|NotInstalled|0x8004100e|0x80041010|0x80041017|0x80041002|0x8004100c/i,
    'unsupported',
  ],
];

/** Why a question gave no rows; `failed` when the error is not one of those that say why. */
export function failureOf(error: string): Failure {
  return failures.find(([pattern]) => pattern.test(error))?.[1] ?? 'failed';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
