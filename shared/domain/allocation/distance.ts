import type { Site } from '../snapshot/register.ts';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const earthRadiusKm = 6371;

/** The main site of each school where the register knows its coordinates. */
export function mainPlaces(sites: readonly Site[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const { schoolCode, siteCode, latitude, longitude } of sites) {
    if (siteCode !== null || latitude === null || longitude === null) continue;
    places.set(schoolCode, { latitude, longitude });
  }
  return places;
}

/** Great-circle distance (haversine) in km with one decimal, so that what is compared is what is printed; null where unknown. */
export function distanceKm(from: Place | null, to: Place | null): number | null {
  if (from === null || to === null) return null;
  const half = (a: number, b: number) => Math.sin(((b - a) * Math.PI) / 360) ** 2;
  const cosines = Math.cos((from.latitude * Math.PI) / 180) * Math.cos((to.latitude * Math.PI) / 180);
  const h = half(from.latitude, to.latitude) + cosines * half(from.longitude, to.longitude);
  return Math.round(2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h))) * 10) / 10;
}
