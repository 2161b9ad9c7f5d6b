import { expect, test } from 'vitest';
import { textOf } from '../../console/components/line.ts';
import { figureLines } from '../../console/screens/figures.ts';
import { createText } from '../../shared/text/create-text.ts';
import { sampleFleet } from './sample-fleet.ts';

const figures = (change: { readonly antivirusOn: number; readonly antivirusUnknown: number }): string => {
  const totals = { ...sampleFleet().totals, devices: 4, ...change };
  const frame = { totals, declared: null, needs: null, isFresh: true };
  return figureLines(frame, createText('en')).map(textOf).join('\n');
};

test('where no antivirus is known, no share is protected, not even none', () => {
  expect(figures({ antivirusOn: 0, antivirusUnknown: 4 })).toMatch(/protected —\s+unknown 100%/);
  expect(figures({ antivirusOn: 0, antivirusUnknown: 3 })).toMatch(/protected 0%\s+unknown 75%/);
  expect(figures({ antivirusOn: 3, antivirusUnknown: 1 })).toMatch(/protected 75%\s+unknown 25%/);
});
