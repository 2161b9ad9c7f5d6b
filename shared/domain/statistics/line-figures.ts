import { countWifiSites } from '../item/count-rooms.ts';
import { medianOf } from '../median.ts';
import { sumUnlessBlank } from '../ratio.ts';
import { anyYes } from './answers.ts';
import type { SchoolPart } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

type LineFigures = Pick<
  SchoolStatistics,
  'lines' | 'providers' | 'hasFibre' | 'contractedMbps' | 'measuredMbps' | 'availabilityPercent'
> &
  Pick<SchoolStatistics, 'hasWifi' | 'hasElectricity'>;

/** Lines as the register declares them, with what was measured; a school without a row in it has unknown lines. */
export function lineFigures(part: SchoolPart): LineFigures {
  const { lines, sites, machines } = part;
  const providers = new Set(lines.flatMap(({ isp }) => (isp === null ? [] : [isp])));
  const measured = lines.flatMap(({ measuredDownMbps }) =>
    measuredDownMbps === null ? [] : [measuredDownMbps],
  );
  const available = lines.flatMap(({ availabilityPercent }) =>
    availabilityPercent === null ? [] : [availabilityPercent],
  );
  const wifiSites = countWifiSites(part)?.existing ?? null;
  const declaredPower = anyYes(sites.map(({ hasElectricity }) => hasElectricity));
  return {
    lines: lines.length === 0 ? null : lines.length,
    providers: [...providers].sort(),
    hasFibre: anyYes(lines.map(({ medium }) => (medium === null ? null : medium === 'fibre'))),
    contractedMbps: sumUnlessBlank(lines.map(({ contractDownMbps }) => contractDownMbps)),
    measuredMbps: measuredMbpsOf(measured),
    availabilityPercent: available.length === 0 ? null : Math.max(...available),
    hasWifi: wifiSites === null ? null : wifiSites > 0,
    hasElectricity: declaredPower ?? (machines.some(runsOnMains) ? true : null),
  };
}

/** A desktop that counts was on lately: the school has electricity, whoever forgot to declare it. */
function runsOnMains({ machine, verdict }: SchoolPart['machines'][number]): boolean {
  return verdict.counts && machine.chassis === 'desktop';
}

/** The median of the lines, with 2 decimals. */
function measuredMbpsOf(rates: readonly number[]): number | null {
  const median = medianOf(rates);
  return median === null ? null : Math.round(median * 100) / 100;
}
