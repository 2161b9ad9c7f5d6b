import { yesOrUnknown } from './answers.ts';
import type { SchoolStatistics } from './school-statistics.ts';

/** Mức của phiếu đăng ký 2018 (1568/SGDĐT-GDTrH, Phụ lục I): cơ bản, nâng cao. */
export const applicationLevels = ['none', 'basic', 'advanced'] as const;
export type ApplicationLevel = (typeof applicationLevels)[number];

export const applicationConditions = [
  'computers-for-teaching',
  'internet-for-teaching',
  'management-set',
  'meets-norm',
  'labs-online',
  'fibre',
  'equipped-classroom',
] as const;
export type ApplicationCondition = (typeof applicationConditions)[number];

/** The first three make a school basic, all of them advanced: an assumption of this software, the form has no criteria. */
const basicConditions = applicationConditions.slice(0, 3);

/** A suggestion that the school accepts or changes; null while a condition of the basic level is unknown. */
export interface SuggestedLevel {
  readonly level: ApplicationLevel | null;
  readonly missing: readonly ApplicationCondition[];
  readonly unknown: readonly ApplicationCondition[];
}

/** Suggests the level that a school may register, from its infrastructure alone; always printed as a suggestion. */
export function suggestedLevel(row: SchoolStatistics): SuggestedLevel {
  const answers = answersOf(row);
  const missing = applicationConditions.filter((condition) => answers[condition] === false);
  const unknown = applicationConditions.filter((condition) => answers[condition] === null);
  return { level: levelOf(missing, unknown), missing, unknown };
}

function levelOf(
  missing: readonly ApplicationCondition[],
  unknown: readonly ApplicationCondition[],
): ApplicationLevel | null {
  if (basicConditions.some((condition) => missing.includes(condition))) return 'none';
  if (basicConditions.some((condition) => unknown.includes(condition))) return null;
  return missing.length + unknown.length === 0 ? 'advanced' : 'basic';
}

function answersOf(row: SchoolStatistics): Record<ApplicationCondition, boolean | null> {
  const equipped = row.classroomsWithProjectionAndInternet;
  return {
    'computers-for-teaching': row.hasComputersForTeaching,
    'internet-for-teaching': row.hasInternetForTeaching,
    'management-set': hasManagementSet(row),
    'meets-norm': row.meetsNorm,
    'labs-online': areLabsOnline(row),
    fibre: row.hasFibre,
    'equipped-classroom': equipped === null ? null : equipped > 0,
  };
}

/** Two management computers, a printer and a webcam (1568/SGDĐT-GDTrH 2018 §II.3.b). */
function hasManagementSet({ officeMachines, printers, webcams }: SchoolStatistics): boolean | null {
  const parts = [atLeast(officeMachines, 2), atLeast(printers, 1), atLeast(webcams, 1)];
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

function atLeast(quantity: number | null, least: number): boolean | null {
  return quantity === null ? null : quantity >= least;
}

function areLabsOnline({ labsOnline }: SchoolStatistics): boolean | null {
  if (labsOnline.no > 0) return false;
  return yesOrUnknown(labsOnline) === null || labsOnline.unknown > 0 ? null : true;
}
