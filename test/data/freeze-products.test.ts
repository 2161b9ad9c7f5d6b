import { expect, test } from 'vitest';
import { shippedFreezeProducts } from '../../shared/data/freeze-products.ts';

const { windows, linux } = shippedFreezeProducts();

test('the products of the labs are known, each once, with its source', () => {
  const products = [...windows, ...linux].map(({ product }) => product);
  expect(new Set(products).size).toBe(products.length);
  expect(windows.map(({ product }) => product)).toEqual([
    'Deep Freeze',
    'Unified Write Filter (UWF)',
    'Shadow Defender',
    'Reboot Restore Rx / Drive Vaccine',
    'Toolwiz Time Freeze',
  ]);
  for (const { source, sourceDate } of [...windows, ...linux]) {
    expect(source).not.toBe('');
    expect(sourceDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});

test('no service stands for two products, and no exit code for two states', () => {
  const services = windows.flatMap((row) => row.services.map((name) => name.toLowerCase()));
  expect(new Set(services).size).toBe(services.length);
  for (const { state } of windows) {
    if (state.kind !== 'exit-code') continue;
    expect(state.frozen.filter((code) => state.thawed.includes(code))).toEqual([]);
  }
});
