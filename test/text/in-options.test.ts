import { Command } from 'commander';
import { expect, it } from 'vitest';
import { appError } from '../../shared/runtime/app-error.ts';
import { inOptions } from '../../shared/text/in-options.ts';

const set = new Command('set')
  .argument('<id>')
  .option('--school <code>')
  .option('--down <mbps>')
  .option('--optical <dbm>')
  .option('--optical-read <date>')
  .option('--cost <dong>')
  .option('-o, --output <file>');

it.each([
  ['downMbps', '--down'],
  ['opticalReadOn', '--optical-read'],
  ['opticalDbm', '--optical'],
  ['monthlyCost', '--cost'],
  ['schoolCode', '--school'],
  ['lineId', 'ID'],
  ['lineId | schoolCode', 'ID | --school'],
  ['output', '--output'],
  ['downhill', 'downhill'],
  ['settings.x', 'settings.x'],
  ['--school', '--school'],
])('the value %s stands in %s', (field, shown) => {
  expect(inOptions(appError('SD-VALUE', { field, reason: 'missing' }), set).values.field).toBe(shown);
});

it('other errors stay as they are', () => {
  const error = appError('SD-CONFIG-INVALID', { field: 'schoolCode' });
  expect(inOptions(error, set)).toBe(error);
});
