import { expect, it } from 'vitest';
import { appError } from '../../shared/runtime/app-error.ts';
import { createText } from '../../shared/text/create-text.ts';

it.each(['vi', 'en'] as const)('an error is one line whatever its values hold, in %s', (language) => {
  const told = createText(language).error(appError('SD-LINE-UNKNOWN', { line: 'L1\r\nSD-OK: \u001b[31m' }));
  expect(told).toMatch(/^SD-LINE-UNKNOWN: .*L1 SD-OK:/);
  expect(told).not.toMatch(/\p{Cc}/u);
});
