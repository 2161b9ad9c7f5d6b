import type { SmartFacts } from './smart-disk.ts';

/** A row of an ATA drive's attribute table. */
export type SmartAttribute = {
  readonly id: number;
  readonly name: string;
  /** Normalised: falls from 100, 200 or 253 towards the threshold. */
  readonly value: number;
  readonly raw: number;
};

/** Numbers mean different things at different makers, so smartctl's name must agree (smartmontools drivedb.h). */
const counters = [
  { fact: 'reallocated', id: 5, name: /realloc|retired|bad_block/i },
  { fact: 'pending', id: 197, name: /pending/i },
  { fact: 'uncorrectable', id: 198, name: /uncorrect/i },
  { fact: 'reportedUncorrectable', id: 187, name: /uncorrect|error/i },
  { fact: 'crcErrors', id: 199, name: /crc/i },
] as const;

/** Attributes whose normalised value is the endurance that is left, in percent (smartmontools drivedb.h). */
const enduranceLeft =
  /^(?:SSD_Life_Left|Media_Wearout_Indicator|Wear_Leveling_Count|Remaining_Lifetime_Perc|Perc_Rated_Life_(?:Remain|Used)|Percent_Life(?:time)?_(?:Remain|Remaining|Left|Used))$/i;

/** Counters of an ATA drive; percentUsed of a solid-state one, by the first attribute that tells. */
export function countersOf(attributes: readonly SmartAttribute[], isSolidState: boolean): SmartFacts {
  const facts: { -readonly [K in keyof SmartFacts]: SmartFacts[K] } = {};
  for (const { fact, id, name } of counters) {
    const found = attributes.find((attribute) => attribute.id === id && name.test(attribute.name));
    if (found !== undefined) facts[fact] = found.raw;
  }
  const wear = isSolidState ? attributes.find(tellsEndurance) : undefined;
  if (wear !== undefined) facts.percentUsed = 100 - leftOf(wear);
  return facts;
}

/** Spin-up time and seek errors are counted by drives that turn: solid-state ones leave them at nothing. */
export function turns(attributes: readonly SmartAttribute[]): boolean {
  return attributes.some(({ id, raw }) => (id === 3 || id === 7) && raw > 0);
}

/** Western Digital's 230 counts up with some firmware and down with other: it tells nothing (measured: 1 on a new drive). */
const ambiguousWear = 230;

/** Silicon Motion's controllers keep the percentage in the raw value and leave the normalised one at 100. */
function leftOf({ name, value, raw }: SmartAttribute): number {
  return name === 'Remaining_Lifetime_Perc' && raw <= 100 ? raw : value;
}

function tellsEndurance({ id, name, value }: SmartAttribute): boolean {
  return id !== ambiguousWear && enduranceLeft.test(name) && value >= 0 && value <= 100;
}

/** The number that smartctl shows: where it splits one (`35 (0 19 0 0 0)`, `0/3`, `12345h+17m`), the first part. */
export function rawValueOf(value: number, shown: string | undefined): number {
  const first = /^(\d{1,15})(?:[ /+]|h\+)/.exec(shown ?? '')?.[1];
  return first === undefined ? value : Number(first);
}

/** The first sensor of the drive; Seagate packs the day's extremes into the upper bytes. */
export function temperatureOf(attributes: readonly SmartAttribute[]): number | undefined {
  return attributes.find(({ id, name }) => (id === 194 || id === 190) && /temp/i.test(name))?.raw;
}

/** A century: what is above is packed. */
const maxHours = 876_600;

/** Hours, where the attribute counts these: some count minutes or half minutes. */
export function powerOnHoursOf(attributes: readonly SmartAttribute[]): number | undefined {
  const hours = attributes.find(({ id, name }) => id === 9 && /hours/i.test(name))?.raw;
  return hours === undefined || hours > maxHours ? undefined : hours;
}
