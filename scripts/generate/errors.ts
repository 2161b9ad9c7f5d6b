import { type ErrorCode, errorCatalogue, isErrorCode } from '../../shared/runtime/app-error.ts';
import { code, document, type Page, table } from './markdown.ts';
import { words } from './words.ts';

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
    ['what happened', words('en', `error.${error}`), words('vi', `error.${error}`)],
    ['what to do', words('en', `error.${error}.do`), words('vi', `error.${error}.do`)],
  ];
  return [
    `## ${error}`,
    `Exit status ${code(String(errorCatalogue[error]))}.`,
    table(['', 'English', 'tiếng Việt'], rows),
  ].join('\n\n');
}
