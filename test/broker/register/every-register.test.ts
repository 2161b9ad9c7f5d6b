import { describe, expect, test } from 'vitest';
import { fold } from '../../../shared/domain/register/fold.ts';
import { templateRows } from '../../../shared/domain/register/list-file.ts';
import { registerTables, type TableName } from '../../../shared/domain/register/tables.ts';
import { itemByName } from '../../../shared/domain/register/words.ts';
import { en } from '../../../shared/text/en.ts';
import { vi } from '../../../shared/text/vi.ts';
import { openResources } from '../../support/resources.ts';
import { csvOf, openRegisters, told } from './register-rig.ts';

const names = Object.keys(registerTables) as TableName[];

/** A template whose example is made true: another name, a school that there is. */
function filled(register: TableName, language: 'vi' | 'en'): string[][] {
  const [header = [], example = []] = templateRows(registerTables[register], language);
  const isSchool = registerTables[register].columns.map(({ field }) => field === 'schoolCode');
  const row = example.map((cell, index) => (isSchool[index] === true ? 'A1' : cell));
  return [
    header,
    row.map((cell) => (cell === '15000000' ? '16000000' : cell.replace(/\(ví dụ\)|ví dụ|Ví dụ/, 'A'))),
  ];
}

describe.each(names)('%s', (register) => {
  test('the template names its example until it is filled, and its row comes back unchanged', async () => {
    await using resources = openResources();
    const { load, listed } = await openRegisters(resources);
    for (const language of ['vi', 'en'] as const) {
      const template = await load(register, csvOf(templateRows(registerTables[register], language)));
      expect(told(template)).toEqual(['2  example-row']);
      expect(template.isWritten).toBe(false);
    }
    const row = csvOf(
      filled(register, 'vi').concat(register === 'units' ? [['', 'Khu vực A', 'Khu vực', '']] : []),
    );
    const before = await listed(register);
    const dry = await load(register, row, { isDry: true });
    expect(dry).toMatchObject({ problems: [], isWritten: false });
    expect(dry.changes).not.toEqual([]);
    expect(await listed(register)).toEqual(before);
    const done = await load(register, row);
    expect(done).toMatchObject({ problems: [], isWritten: true, removed: 0 });
    expect(done.changes).toEqual(dry.changes);
    const rows = await listed(register);
    expect(rows).not.toEqual(before);
    expect(await load(register, row)).toMatchObject({ changes: [], added: 0, changed: 0, isWritten: true });
    expect(await load(register, csvOf(rows), { replace: true, strict: true })).toMatchObject({
      ...{ problems: [], changes: [], added: 0, changed: 0, removed: 0 },
    });
    expect(await listed(register)).toEqual(rows);
  });

  test('every header is known by one column alone', () => {
    const { columns } = registerTables[register];
    const headers = columns.flatMap(({ header, others }) => [...new Set([header, ...others].map(fold))]);
    expect(headers).toEqual([...new Set(headers)]);
  });
});

test('an item is known by its words in both languages', () => {
  for (const words of [vi, en]) {
    const items = Object.entries(words).filter(([key]) => /^item\.[a-z-]+$/.test(key));
    for (const [key, word] of items)
      expect([key, itemByName.get(fold(word))]).toEqual([key, key.slice('item.'.length)]);
  }
});
