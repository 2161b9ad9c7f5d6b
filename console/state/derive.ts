import type { Language, Text } from '../../shared/text/text.ts';
import { liveNeeds } from '../planning/live-needs.ts';
import { type Column, compareValues } from '../rows/column.ts';
import { type DeviceLine, deviceColumns } from '../rows/device-rows.ts';
import { failingFirst, type LineLine, lineScreenColumns, stripOf } from '../rows/line-rows.ts';
import { needScreenColumns } from '../rows/need-screen-columns.ts';
import { helpFirst, type SchoolLine, schoolColumns, schoolLine } from '../rows/school-rows.ts';
import { uncountedDevices } from '../rows/uncounted.ts';
import { filterWords, fold } from './fold.ts';
import type { ListName, ListState, Model } from './model.ts';

/** What never changes while the console runs: the words of each language and the order of Vietnamese. */
export type Reference = {
  readonly textOf: (language: Language) => Text;
  readonly collator: Intl.Collator;
};

/**
 * Brings the computed parts of a model up to date after an event. Only what the event touched is computed again, and only
 * for the list that is on the screen.
 */
export function derive(model: Model, previous: Model, reference: Reference): Model {
  const withSchools = deriveUncounted(deriveSchools(model, previous), previous);
  switch (withSchools.screen) {
    case 'overview':
      return deriveList(withSchools, previous, reference, 'overview');
    case 'schools':
      return deriveList(withSchools, previous, reference, 'schools');
    case 'devices':
      return deriveList(withSchools, previous, reference, 'devices');
    case 'lines':
      return deriveList(withSchools, previous, reference, 'lines');
    case 'needs':
      return deriveList(withSchools, previous, reference, 'needs');
    default:
      return withSchools;
  }
}

function deriveSchools(model: Model, previous: Model): Model {
  const rows = model.fleet?.schools;
  if (rows === previous.fleet?.schools && model.roster === previous.roster) return model;
  const needs = model.roster === null ? null : liveNeeds(model.roster, rows ?? []);
  const byCode = new Map(needs?.schools.map((need) => [need.schoolCode, need]));
  return {
    ...model,
    needs,
    schools: (rows ?? []).map((row) => schoolLine(row, byCode.get(row.schoolCode) ?? null)),
  };
}

/** Why machines are not counted, once for each picture of them. */
function deriveUncounted(model: Model, previous: Model): Model {
  const devices = model.fleet?.devices;
  if (devices === previous.fleet?.devices) return model;
  return { ...model, uncounted: uncountedDevices(devices?.values() ?? []) };
}

function deriveList(model: Model, previous: Model, reference: Reference, name: ListName): Model {
  const list = model.lists[name];
  const old = previous.lists[name];
  const isSame =
    model.screen === previous.screen &&
    model.fleet === previous.fleet &&
    model.schools === previous.schools &&
    model.lines === previous.lines &&
    model.schoolCode === previous.schoolCode &&
    model.language === previous.language &&
    list.filter === old.filter &&
    list.sort === old.sort;
  if (isSame) return model;
  switch (name) {
    case 'overview':
      return { ...model, helpRows: model.schools.filter(searchSchool(list.filter)).sort(helpFirst) };
    case 'schools': {
      const rows = model.schools.filter(searchSchool(list.filter));
      return { ...model, schoolRows: sorted(rows, schoolColumns, list, (row) => row.schoolCode, reference) };
    }
    case 'devices': {
      const rows = deviceLines(model).filter(searchDevice(list.filter, reference.textOf(model.language)));
      return {
        ...model,
        deviceRows: sorted(rows, deviceColumns, list, ({ device }) => device.deviceId, reference),
      };
    }
    case 'needs':
      return { ...model, needRows: needRows(model, list, reference) };
    case 'lines':
      return { ...model, lineRows: lineLines(model, list, reference) };
  }
}

function needRows({ schools }: Model, list: ListState, reference: Reference): SchoolLine[] {
  const found = schools.filter(searchSchool(list.filter));
  if (list.sort.column === '') return found.sort(helpFirst);
  return sorted(found, needScreenColumns, list, (row) => row.schoolCode, reference);
}

function lineLines({ lines, nowMs, language }: Model, list: ListState, reference: Reference): LineLine[] {
  const rows = (lines?.rows ?? []).map((line) => ({
    line,
    strip: stripOf(line, lines?.outages ?? [], nowMs),
  }));
  const found = rows.filter(searchLine(list.filter, reference.textOf(language)));
  if (list.sort.column === '') return found.sort(failingFirst);
  return sorted(found, lineScreenColumns, list, ({ line }) => line.lineId, reference);
}

function deviceLines(model: Model): DeviceLine[] {
  const names = new Map(model.schools.map((school) => [school.schoolCode, school.schoolName]));
  const lines: DeviceLine[] = [];
  for (const device of model.fleet?.devices.values() ?? []) {
    if (model.schoolCode !== null && device.schoolCode !== model.schoolCode) continue;
    lines.push({ device, schoolName: names.get(device.schoolCode) ?? device.schoolCode });
  }
  return lines;
}

function sorted<Row>(
  rows: Row[],
  columns: readonly Column<Row>[],
  { sort }: ListState,
  idOf: (row: Row) => string,
  { collator }: Reference,
): Row[] {
  const column = columns.find(({ id }) => id === sort.column);
  const [name] = columns;
  if (column === undefined || name === undefined) return rows;
  return rows.sort(
    (a, b) =>
      compareValues(column.value(a), column.value(b), sort.isDescending, collator) ||
      compareValues(name.value(a), name.value(b), false, collator) ||
      (idOf(a) < idOf(b) ? -1 : 1),
  );
}

function searchSchool(filter: string): (row: SchoolLine) => boolean {
  return search(filter, (row) => [row.schoolName, row.schoolCode, row.commune, row.level]);
}

/** The words that the screen shows are searched too: `chua ro` finds machines of unknown purpose. */
function searchDevice(filter: string, text: Text): (line: DeviceLine) => boolean {
  return search(filter, ({ device, schoolName }) => [
    device.hostname,
    device.deviceId,
    schoolName,
    device.schoolCode,
    device.room,
    device.seat,
    device.os.name,
    device.os.version,
    text.t(`role.${device.role}`),
    text.t(`state.${device.state}`),
    text.t(`presence.${device.presence}`),
    text.t(`antivirus.${device.antivirus}`),
  ]);
}

function searchLine(filter: string, text: Text): (row: LineLine) => boolean {
  return search(filter, ({ line }) => [
    ...[line.lineId, line.schoolName, line.schoolCode, line.isp ?? null],
    line.medium === undefined ? null : text.t(`lineMedium.${line.medium}`),
    text.t(`lineState.${line.state}`),
    text.t(`lineDuty.${line.duty}`),
  ]);
}

function search<Row>(
  filter: string,
  wordsOf: (row: Row) => readonly (string | null)[],
): (row: Row) => boolean {
  const wanted = filterWords(filter);
  if (wanted.length === 0) return () => true;
  return (row) => {
    const found = fold(wordsOf(row).join(' '));
    return wanted.every((word) => found.includes(word));
  };
}
