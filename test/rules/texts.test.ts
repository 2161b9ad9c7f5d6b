import { expect, test } from 'vitest';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';
import { sourceFiles } from '../tools/rules/source-files.ts';

// Abolished on 1 July 2025; old documents are still called what they were called, in “quotes”.
const abolished = /(?<!\p{L})(quận|huyện|phòng\s+gd\s*(&|và)?\s*đt|phòng\s+giáo\s+dục)(?!\p{L})/giu;
const titles = /“[^”]*”|«[^»]*»/gu;

function abolishedWords(text: string): string[] {
  return text.normalize('NFC').replace(titles, '').match(abolished) ?? [];
}

const placeholders = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(/\{(\w+)[|}]/g), ([, name = '']) => name).sort()),
];

test('both languages have the same texts, with the same places to fill', () => {
  const vietnamese: Record<string, string> = vi;
  expect(Object.keys(vietnamese).sort()).toEqual(Object.keys(en).sort());
  const uneven = Object.entries<string>(en).filter(
    ([key, text]) => placeholders(text).join() !== placeholders(vietnamese[key] ?? '').join(),
  );
  expect(uneven).toEqual([]);
});

test('every text is composed (NFC), has no blank ends and is not empty', () => {
  const texts = Object.entries<string>({ ...vi }).concat(Object.entries<string>({ ...en }));
  expect(texts.filter(([, text]) => text !== text.normalize('NFC'))).toEqual([]);
  expect(texts.filter(([, text]) => text.trim() !== text || text === '')).toEqual([]);
});

test('no text or table names the abolished level, but in quoted titles', async () => {
  expect(abolishedWords('Phòng GD&ĐT Quận 3, Phòng GDĐT, huyện Cờ Đỏ')).toHaveLength(4);
  expect(abolishedWords('theo công văn “Hướng dẫn các Phòng GD&ĐT quận, huyện” năm 2018')).toEqual([]);
  const files = await sourceFiles(['shared/text', 'shared/data'], ['.ts', '.json', '.csv']);
  expect(files.length).toBeGreaterThan(0);
  const found = files.flatMap(({ path, text }) => abolishedWords(text).map((word) => `${path}: ${word}`));
  expect(found).toEqual([]);
});

test('no key has one text in one table and another in the next, where one would hide the other', async () => {
  const files = await sourceFiles(['shared/text/en'], ['.ts']);
  const modules = await Promise.all(
    files.map(({ path }) => import(new URL(`../../${path}`, import.meta.url).href) as Promise<object>),
  );
  const tables = modules.flatMap((module) => Object.values(module) as Record<string, string>[]);
  const hidden = tables.flatMap((table) =>
    Object.entries(table).filter(([key, text]) => (en as Record<string, string>)[key] !== text),
  );
  expect(tables.length).toBeGreaterThan(5);
  expect(hidden).toEqual([]);
});
