import type { PlanningSchool } from '../school.ts';
import type { ChecklistEntry, SchoolYearFacts } from '../snapshot/register.ts';
import type { Snapshot, SnapshotUnit } from '../snapshot/snapshot.ts';

type InSchool = { readonly schoolCode: string };
type AtSite = InSchool & { readonly siteCode: string | null };
type Into = ReadonlyMap<string, string>;

/** The school that stands at the end of a chain of mergers; null when the chain goes in a circle. */
export function lastSchool(from: string, merges: Into): string | null {
  let code = from;
  for (let steps = 0; steps <= merges.size; steps += 1) {
    const next = merges.get(code);
    if (next === undefined) return code;
    code = next;
  }
  return null;
}

/**
 * Schools become parts of others: rows, machines, rooms, lines and things follow. A merged school's buildings stay where they
 * are, so its main site becomes a site named by its old code, and seat floors still count for each. Its rooms and its
 * entries in the asset book carry its code before their name, since both schools may have a PM1. The receiving school keeps its owner, commune and priority.
 * @param merges school code → school that it becomes part of; without circles
 */
export function mergeSchools(snapshot: Snapshot, merges: Into): Snapshot {
  if (merges.size === 0) return snapshot;
  const into = new Map([...merges.keys()].map((from) => [from, lastSchool(from, merges) ?? from]));
  const moved = <T extends InSchool>(row: T): T => ({
    ...row,
    schoolCode: into.get(row.schoolCode) ?? row.schoolCode,
  });
  const atSite = <T extends AtSite>(row: T): T =>
    into.has(row.schoolCode) ? moved({ ...row, siteCode: siteIn(row.schoolCode, row.siteCode) }) : row;
  const isKept = ({ schoolCode }: InSchool) => !into.has(schoolCode);
  return {
    ...snapshot,
    units: mergedUnits(snapshot.units, into),
    schools: mergedSchools(snapshot.schools, into),
    rooms: snapshot.rooms.map((row) =>
      isKept(row) ? row : atSite({ ...row, room: nameIn(row.schoolCode, row.room) }),
    ),
    machines: snapshot.machines.map((row) => {
      if (isKept(row)) return row;
      const { schoolCode, siteCode = null, room, assetCode } = row;
      const place = room === undefined ? {} : { room: nameIn(schoolCode, room) };
      const asset = assetCode === null ? {} : { assetCode: nameIn(schoolCode, assetCode) };
      return moved({ ...row, ...place, ...asset, siteCode: siteIn(schoolCode, siteCode) });
    }),
    lines: snapshot.lines.map(atSite),
    sites: snapshot.sites.map(atSite),
    equipment: snapshot.equipment.map(atSite),
    licences: snapshot.licences.map(moved),
    assets: snapshot.assets.map((row) =>
      isKept(row) ? row : moved({ ...row, assetCode: nameIn(row.schoolCode, row.assetCode) }),
    ),
    aliases: snapshot.aliases.map(moved),
    priorities: snapshot.priorities.filter(isKept),
    checklist: mergedChecklist(snapshot.checklist, into),
    yearFacts: mergedYearFacts(snapshot.yearFacts.map(moved)),
  };
}

function siteIn(schoolCode: string, siteCode: string | null): string {
  return siteCode === null ? schoolCode : `${schoolCode}.${siteCode}`;
}

function nameIn(schoolCode: string, name: string): string {
  return `${schoolCode} ${name}`;
}

function mergedSchools(schools: readonly PlanningSchool[], into: Into): PlanningSchool[] {
  const parts = Map.groupBy(
    schools.filter(({ schoolCode }) => into.has(schoolCode)),
    ({ schoolCode }) => into.get(schoolCode),
  );
  return schools
    .filter(({ schoolCode }) => !into.has(schoolCode))
    .map((school) => ({
      ...school,
      rows: [...school.rows, ...(parts.get(school.schoolCode) ?? []).flatMap(rowsOfPart)],
    }));
}

function rowsOfPart({ schoolCode, schoolName, rows }: PlanningSchool): PlanningSchool['rows'] {
  return rows.map((row) => ({
    ...row,
    siteCode: siteIn(schoolCode, row.siteCode),
    siteName: row.siteName ?? schoolName,
  }));
}

/** What stood below a merged school stands below the receiving one. */
function mergedUnits(units: readonly SnapshotUnit[], into: Into): SnapshotUnit[] {
  const idOfCode = new Map(units.map(({ code, unitId }) => [code, unitId]));
  const isMerged = ({ code }: SnapshotUnit) => code !== null && into.has(code);
  const parentOf = new Map(
    units
      .filter(isMerged)
      .map(({ unitId, parentId, code }) => [unitId, idOfCode.get(into.get(code ?? '') ?? '') ?? parentId]),
  );
  return units
    .filter((unit) => !isMerged(unit))
    .map((unit) => ({ ...unit, parentId: parentOf.get(unit.parentId ?? '') ?? unit.parentId }));
}

/** The receiving school's papers hold; the others' end with them. */
function mergedChecklist(checklist: readonly ChecklistEntry[], into: Into): ChecklistEntry[] {
  return checklist.filter(({ schoolCode }) => schoolCode === null || !into.has(schoolCode));
}

/** Counts add up; a median or a share of two schools cannot be known from the two. */
function mergedYearFacts(facts: readonly SchoolYearFacts[]): SchoolYearFacts[] {
  return [...Map.groupBy(facts, ({ schoolCode }) => schoolCode).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined || own.length === 1) return own;
    const sum = (pick: (facts: SchoolYearFacts) => number) =>
      own.reduce((total, one) => total + pick(one), 0);
    return [
      {
        schoolCode: first.schoolCode,
        findingsOpened: sum((one) => one.findingsOpened),
        findingsFixed: sum((one) => one.findingsFixed),
        findingsOpen: sum((one) => one.findingsOpen),
        medianFixDays: null,
        lineOutages: sum((one) => one.lineOutages),
        lineOutageMinutes: sum((one) => one.lineOutageMinutes),
        servicesReachablePercent: null,
      },
    ];
  });
}
