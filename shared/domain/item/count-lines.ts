import { type Count, sum } from './counted.ts';
import type { Holdings } from './holdings.ts';
import { sitesWithClasses } from './sites.ts';

/**
 * Fibre lines of the line register: all there are, and of them those that a site needs; three at the main site do not serve
 * another. A medium nobody named may be fibre, so none is known of a school that names none; nor of one without any line.
 * @param perSite lines that each site with classes needs
 */
export function countFibreLines({ school, lines }: Holdings, perSite: number): Count | null {
  if (lines.length === 0) return null;
  const sites = sitesWithClasses(school);
  const linesAt = (site: string | null) =>
    lines.filter(({ siteCode }) => sites.length === 1 || siteCode === site);
  const served = sites.map((site) => linesAt(site).filter(({ medium }) => medium === 'fibre').length);
  const isWhole = sites.every(
    (site, at) => (served[at] ?? 0) >= perSite || linesAt(site).every(({ medium }) => medium !== null),
  );
  const existing = lines.filter(({ medium }) => medium === 'fibre').length;
  if (existing === 0 && !isWhole) return null;
  const usable = sum(served.map((fibre) => Math.min(fibre, perSite)));
  return { existing, usable, isWhole, source: 'declared' };
}

/** Different providers of a school's lines, names compared without case or composition. */
export function countProviders({ lines }: Holdings): Count | null {
  if (lines.length === 0) return null;
  const names = lines.flatMap(({ isp }) => isp ?? []);
  const providers = new Set(names.map((name) => name.normalize('NFC').trim().toLowerCase())).size;
  if (names.length === 0) return null;
  const isWhole = names.length === lines.length;
  return { existing: providers, usable: providers, isWhole, source: 'declared' };
}
