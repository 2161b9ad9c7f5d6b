import type { Facts } from '../../shared/contract/readings.ts';
import type { AntivirusVerdict } from '../../shared/domain/antivirus.ts';
import type { LicenceRecord } from '../store/licence-port.ts';

/** How the antivirus of one machine is licensed. `built-in`: it comes with Windows, and nothing else says so. */
export type Licensing = 'licensed' | 'built-in' | 'unlicensed' | 'unknown';

/** A machine as the register sees it. */
export type LicensedMachine = {
  readonly deviceId: string;
  readonly antivirus: AntivirusVerdict;
  readonly facts: Facts['antivirus'];
  /** Licences of its school whose product is installed. */
  readonly licenceIds: readonly number[];
};

/** Without case, marks and repeated spaces, đ as d: products are written as people write them. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Licences whose product's name, folded, is part of the name of something that is installed. */
export function installedLicences(
  licences: readonly LicenceRecord[],
  installedNames: readonly string[],
): readonly number[] {
  if (licences.length === 0) return [];
  const names = installedNames.map(folded);
  return licences
    .filter(({ product }) => folded(product) !== '' && names.some((name) => name.includes(folded(product))))
    .map(({ id }) => id);
}

/** An entered licence ends with its last day. */
export function isExpired({ expiresOn }: Pick<LicenceRecord, 'expiresOn'>, today: string): boolean {
  return expiresOn !== null && expiresOn < today;
}

/**
 * Machine → how its antivirus is licensed: by the register, while there are free seats (in the order of the ids, so that the
 * same machines have them each time), by the product's own licence, or by Windows. Only licences of the product that
 * protects the machine count: an office suite licenses no antivirus.
 */
export function licensingOf(
  machines: readonly LicensedMachine[],
  licences: readonly LicenceRecord[],
  today: string,
): ReadonlyMap<string, Licensing> {
  const free = new Map(
    licences.filter((licence) => !isExpired(licence, today)).map(({ id, seats }) => [id, seats]),
  );
  const licensing = new Map<string, Licensing>();
  for (const machine of machines.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1))) {
    licensing.set(machine.deviceId, licensingOfOne(machine, licences, free, today));
  }
  return licensing;
}

function licensingOfOne(
  { antivirus, facts, licenceIds }: LicensedMachine,
  licences: readonly LicenceRecord[],
  free: Map<number, number>,
  today: string,
): Licensing {
  const { product, state } = antivirus;
  if (product === null) return state === 'off' ? 'unlicensed' : 'unknown';
  const name = folded(product);
  const seat = licences.find(
    (licence) =>
      licenceIds.includes(licence.id) &&
      name.includes(folded(licence.product)) &&
      (free.get(licence.id) ?? 0) > 0,
  );
  if (seat !== undefined) {
    free.set(seat.id, (free.get(seat.id) ?? 0) - 1);
    return 'licensed';
  }
  if (isBuiltIn(product)) return 'built-in';
  const own = ownLicence(product, facts, today);
  if (own !== 'unknown') return own;
  if (state === 'expired') return 'unlicensed';
  // A school that keeps no register has said nothing of what it bought.
  return licences.length === 0 ? 'unknown' : 'unlicensed';
}

function isBuiltIn(product: string): boolean {
  return /\b(windows|microsoft) defender\b|^microsoft security essentials$/i.test(product);
}

/** What the product says of its own licence. */
function ownLicence(product: string, { products }: Facts['antivirus'], today: string): Licensing {
  const own = products?.find(({ name }) => name === product);
  if (own?.licenceEndsAt !== undefined) {
    return own.licenceEndsAt >= Date.parse(today) ? 'licensed' : 'unlicensed';
  }
  if (own?.licenceDaysLeft === undefined) return 'unknown';
  return own.licenceDaysLeft > 0 ? 'licensed' : 'unlicensed';
}
