import type { RiskRow } from '../../shared/contract/finding-rows.ts';
import { groupRisk, type Risk } from '../../shared/domain/risk.ts';
import { riskOfDevice } from '../fleet/assessment.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Rules } from '../fleet/standing.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import { schoolNameIn } from './finding-scope.ts';

type By = 'school' | 'room' | 'machine';

const notJudged: Risk = { score: null, breakdown: [], machines: 0, unknownMachines: 1 };

/** Risk of each school, room or machine, the worst first; of which nothing is known last. */
export function riskRows(
  by: By,
  devices: readonly TrackedDevice[],
  { findings, picture }: Fleet,
  { tables }: Rules,
  nowMs: number,
): RiskRow[] {
  const riskOf = ({ deviceId }: TrackedDevice): Risk => {
    const judged = findings.ofDevice(deviceId);
    return judged === null ? notJudged : riskOfDevice(judged, tables.findings, nowMs);
  };
  const groups = Map.groupBy(devices, (device) => keyOf(by, device));
  const rows = [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    return [rowOf(by, first, groupRisk(members.map(riskOf)), picture.tree())];
  });
  return rows.sort(worstFirst);
}

/** A school's code has no slash. */
function keyOf(by: By, { deviceId, schoolCode, room }: TrackedDevice): string {
  if (by === 'machine') return deviceId;
  return by === 'school' ? schoolCode : `${schoolCode}/${room ?? ''}`;
}

function rowOf(
  by: By,
  { deviceId, schoolCode, room, standing }: TrackedDevice,
  risk: Risk,
  tree: UnitTree,
): RiskRow {
  return {
    schoolCode,
    schoolName: schoolNameIn(tree, schoolCode),
    room: by === 'school' ? null : room,
    deviceId: by === 'machine' ? deviceId : null,
    hostname: by === 'machine' ? standing.row.hostname : null,
    machines: risk.machines,
    unknownMachines: risk.unknownMachines,
    score: risk.score === null ? null : rounded(risk.score),
    breakdown: risk.breakdown.map(({ code, machines, points }) => ({
      code,
      machines,
      points: rounded(points),
    })),
  };
}

/** One decimal: more would claim more than is known. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function worstFirst(a: RiskRow, b: RiskRow): number {
  return (b.score ?? -1) - (a.score ?? -1) || orderOf(a).localeCompare(orderOf(b), 'vi');
}

function orderOf({ schoolCode, room, hostname, deviceId }: RiskRow): string {
  return [schoolCode, room ?? '', hostname ?? '', deviceId ?? ''].join('/');
}
