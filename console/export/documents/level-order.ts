import { schoolLevels } from '../../../shared/domain/device.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';

const levels: readonly string[] = schoolLevels;

/** Order of two levels of schools (`TH`, `TH&THCS`): a school of several stands behind those of its lowest alone. */
export function byLevel(a: string, b: string): number {
  return lowest(a) - lowest(b) || byCodeUnit(a, b);
}

function lowest(level: string): number {
  const [first = ''] = level.split('&');
  const found = levels.indexOf(first);
  return found === -1 ? levels.length : found;
}
