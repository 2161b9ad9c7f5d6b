import { type ErrorCode, errorCatalogue, isErrorCode } from '../../shared/runtime/app-error.ts';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';
import { code, document, type Page, table } from './markdown.ts';

export const errorsPage: Page = {
  file: 'errors.md',
  render: () =>
    document('Errors', [
      'Every expected failure has a code that never changes its meaning. A program prints one line on stderr (code, what happened, what to do) and ends with the exit status below (sysexits.h: 64 usage, 65 bad data, 66 no input, 69 unavailable, 70 bug, 73 cannot create, 74 input or output, 75 try again, 76 protocol, 77 no permission, 78 configuration). `{…}` is filled in when the error is printed.',
      ...Object.keys(errorCatalogue).filter(isErrorCode).sort().map(section),
    ]),
};

function section(error: ErrorCode): string {
  const rows = [
    ['what happened', textOf(en, error), textOf(vi, error)],
    ['what to do', textOf(en, `${error}.do`), textOf(vi, `${error}.do`)],
  ];
  return [
    `## ${error}`,
    `Exit status ${code(String(errorCatalogue[error]))}.`,
    table(['', 'English', 'tiếng Việt'], rows),
  ].join('\n\n');
}

/** Throws on a code without a text: a failure that an operator cannot read is not documented. */
function textOf(texts: Readonly<Record<string, string>>, key: string): string {
  const text = texts[`error.${key}`];
  if (text === undefined) throw new Error(`shared/text lacks error.${key}`);
  return text;
}
