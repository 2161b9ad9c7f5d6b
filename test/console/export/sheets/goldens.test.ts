import { expect, test } from 'vitest';
import { expectGolden } from '../../goldens.ts';
import { exported, inputOf, smallSnapshot } from './sample-export.ts';

test.each(['vi', 'en'] as const)('the needs of three schools as CSV, in %s', async (language) => {
  const bytes = await exported(inputOf(smallSnapshot(), { language }), 'csv');
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expectGolden(`needs-book.${language}.csv`, withoutVersion(new TextDecoder().decode(bytes)));
});

test.each(['vi', 'en'] as const)('the statistics of three schools as CSV, in %s', async (language) => {
  const bytes = await exported(inputOf(smallSnapshot(), { what: 'statistics', language }), 'csv');
  expectGolden(`statistics-book.${language}.csv`, withoutVersion(new TextDecoder().decode(bytes)));
});

test('the needs of three schools as JSON', async () => {
  const bytes = await exported(inputOf(smallSnapshot()), 'json');
  const document = JSON.parse(new TextDecoder().decode(bytes));
  expectGolden('needs-book.json', withoutVersion(`${JSON.stringify(document, null, 1)}\n`));
});

test('JSON is the same in every language but for the words of _meta', async () => {
  const [vi, en] = await Promise.all(
    (['vi', 'en'] as const).map(async (language) =>
      JSON.parse(new TextDecoder().decode(await exported(inputOf(smallSnapshot(), { language }), 'json'))),
    ),
  );
  expect(en).toEqual(vi);
});

test('without a byte-order mark and with commas, when asked', async () => {
  const input = { ...inputOf(smallSnapshot()), csv: { separator: ',', bom: false } as const };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await exported(input, 'csv'));
  expect(text.slice(0, 6)).toBe('"Tỷ lệ');
  expect(text).toContain('\r\nSTT,Mã trường,Tên trường,');
});

function withoutVersion(text: string): string {
  return text.replace(/(Schooldrum |"value": ")\d+\.\d+\.\d+/g, '$1VERSION');
}
