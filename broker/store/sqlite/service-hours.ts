import { serviceStages } from '../../../shared/contract/line-facts.ts';
import type { ServiceCheckRow } from '../evidence-port.ts';

/**
 * A check of a service in three characters of base 36, for a row of one hour: its second, how far it came and whether it was a
 * light one (10 kinds × 3,600 seconds). Thousands of checks a day of each school would be as many rows otherwise.
 */
const hourMs = 3_600_000;
const checkLength = 3;
const radix = 36;
const kinds = serviceStages.length * 2;

export function hourOf(at: number): number {
  return Math.floor(at / hourMs);
}

export function packCheck({ at, stage, isLight }: Omit<ServiceCheckRow, 'deviceId' | 'service'>): string {
  const second = Math.floor((at % hourMs) / 1000);
  const kind = serviceStages.indexOf(stage) * 2 + Number(isLight);
  return (second * kinds + kind).toString(radix).padStart(checkLength, '0');
}

/** The checks of one hour; what is no check is left out. */
export function unpackChecks(hour: number, packed: string): Omit<ServiceCheckRow, 'deviceId' | 'service'>[] {
  const count = Math.floor(packed.length / checkLength);
  return Array.from({ length: count }, (_, index) => index * checkLength).flatMap((start) => {
    const value = Number.parseInt(packed.slice(start, start + checkLength), radix);
    const stage = serviceStages[Math.floor((value % kinds) / 2)];
    if (stage === undefined) return [];
    return [{ at: hour * hourMs + Math.floor(value / kinds) * 1000, stage, isLight: value % 2 === 1 }];
  });
}
