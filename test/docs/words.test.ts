import { expect, test } from 'vitest';
import { documents } from './documents.ts';

// Abolished on 1 July 2025; old documents are still called what they were called, in “quotes”.
const abolished = /(?<!\p{L})(quận|huyện|phòng\s+gd\s*(&|và)?\s*đt|phòng\s+giáo\s+dục)(?!\p{L})/giu;
const titles = /“[^”]*”|«[^»]*»/gu;

test('no page names the abolished level, but in quoted titles', async () => {
  const found = (await documents()).flatMap(({ path, text }) =>
    (text.normalize('NFC').replace(titles, '').match(abolished) ?? []).map((word) => `${path}: ${word}`),
  );
  expect(found).toEqual([]);
});

test('every page is composed Unicode (NFC), ends with one line feed and has no blank line ends', async () => {
  const untidy = (await documents()).filter(
    ({ text }) => text !== text.normalize('NFC') || !/[^\n]\n$/.test(text) || /[ \t]\r?$/m.test(text),
  );
  expect(untidy.map(({ path }) => path)).toEqual([]);
});
