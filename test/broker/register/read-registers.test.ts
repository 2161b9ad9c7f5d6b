import { expect, test } from 'vitest';
import { installationCalendar, readRegisters } from '../../../broker/register/read-registers.ts';
import { calendarSchema } from '../../../shared/contract/calendar-rules.ts';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedDeadlines } from '../../../shared/data/deadlines.ts';
import template from '../../../shared/data/norms/province-template.json' with { type: 'json' };
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { shippedPrices } from '../../../shared/data/prices.ts';
import { openResources } from '../../support/resources.ts';
import { openRegisters } from './register-rig.ts';

test('before anybody entered anything, what ships holds: each price a reference, each with its source', async () => {
  await using resources = openResources();
  const { store } = await openRegisters(resources);
  const registers = await readRegisters(store);
  expect(registers).toMatchObject({ assets: [], closures: [], delivered: [], calendar: shippedCalendar() });
  expect(registers.normPacks).toEqual(shippedNormPacks());
  expect(registers.prices).toHaveLength(shippedPrices().length);
  for (const price of registers.prices) {
    expect(price).toMatchObject({ kind: 'reference', source: expect.stringMatching(/^giá tham khảo/) });
  }
  expect(registers.deadlines).toHaveLength(shippedDeadlines().length);
});

test('what was entered takes the place of what ships, from that moment on', async () => {
  await using resources = openResources();
  const { store, clock, load } = await openRegisters(resources);
  const before = clock.now();
  await clock.advance(1_000);
  await load('prices', 'item,unit_price,priced_on,source\nprinter,5000000,2026-11-01,Báo giá\n');
  await load('deadlines', 'report,from,to,due_on,source\nSơ kết,Trường,Xã,20/1,CV 12\n');
  await load('norms', JSON.stringify({ ...template, id: 'QNG-2026' }));
  const now = await readRegisters(store);
  const printer = now.prices.filter(({ item }) => item === 'printer');
  expect(printer).toMatchObject([{ unitPriceDong: 5_000_000, kind: 'given', source: 'Báo giá' }]);
  const midYear = now.deadlines.filter(({ report, from }) => report === 'mid-year' && from === 'school');
  expect(midYear).toMatchObject([{ dueOn: '01-20', source: 'CV 12' }]);
  expect(now.normPacks.map(({ id }) => id)).toEqual(['QNG-2026', ...shippedNormPacks().map(({ id }) => id)]);
  const past = await readRegisters(store, before);
  expect(past.prices.every(({ kind }) => kind === 'reference')).toBe(true);
  expect(past.normPacks).toEqual(shippedNormPacks());
});

test('an announced closure takes the place of an assumption about the same days; a holiday by law stays', async () => {
  await using resources = openResources();
  const { store, load } = await openRegisters(resources);
  await load(
    'calendar',
    'name,from,to,source\nNghỉ Tết 2027,1/2/2027,10/2/2027,QĐ 1\nNghỉ lũ,26/4/2026,28/4/2026,\n',
  );
  const calendar = await installationCalendar(store);
  expect(calendarSchema.parse(calendar)).toEqual(calendar);
  const around = (day: string) =>
    calendar.dated.filter(({ from, to }) => from <= day && to >= day).map(({ name }) => name.vi);
  // The software assumed 30 January to 12 February.
  expect(around('2027-01-30')).toEqual([]);
  expect(around('2027-02-05')).toEqual(['Nghỉ Tết 2027']);
  expect(around('2027-02-12')).toEqual([]);
  expect(around('2026-04-26')).toEqual(['Giỗ Tổ Hùng Vương', 'Nghỉ lũ']);
  expect(calendar.dated.map(({ from }) => from)).toEqual(calendar.dated.map(({ from }) => from).sort());
});
