/** What one question gives in a made-up answer: its rows, or the id of an error. */
export type PrintedAnswer =
  | { readonly rows: readonly unknown[]; readonly ms?: number }
  | {
      readonly error: string;
      readonly category?: string;
      readonly nativeCode?: string;
      readonly ms?: number;
    };

/** What stands before the script on the command line of PowerShell. */
export const powershellWords: readonly string[] = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-Command',
];

/** The line that the script would print on a machine that answers so. */
export function printedBatch(
  answers: Readonly<Record<string, PrintedAnswer>>,
  languageMode = 'FullLanguage',
): string {
  const q = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      'rows' in answer
        ? { r: JSON.stringify(answer.rows), m: answer.ms ?? 5 }
        : { e: answer.error, c: answer.category ?? '', x: answer.nativeCode ?? '', m: answer.ms ?? 5 },
    ]),
  );
  return `<<${asciiJson({ l: languageMode, q })}>>`;
}

/** As PowerShell 5.1 writes it, with angle brackets as escapes; then all that is not ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
