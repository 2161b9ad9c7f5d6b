import { contractVersion, maxWireBytes } from '../../shared/contract/limits.ts';
import type { DeviceRow, SchoolRow } from '../../shared/contract/view.ts';
import { ownUnit, schoolRowsOf, totalsOf } from './school-row.ts';
import type { UnitNode } from './unit-tree.ts';

/** Left for `v`, epoch, rev, time and the braces around them. */
const envelopeBytes = 512;
const maxContentBytes = maxWireBytes - envelopeBytes;
/** The summary's schema allows no more, whatever their size. */
const maxSchools = 1_000;

/** JSON of a summary without its envelope. Schools that do not fit are left out, and `isTruncated` says so. */
export function summaryContent(node: UnitNode): string {
  const head = { unit: ownUnit(node), totals: totalsOf(node) };
  const all = schoolRowsOf(node);
  const schools = fitting(all, maxContentBytes - Buffer.byteLength(JSON.stringify(head)));
  return JSON.stringify({ ...head, schools, isTruncated: schools.length < all.length });
}

function fitting(schools: readonly SchoolRow[], budgetBytes: number): readonly SchoolRow[] {
  let left = budgetBytes;
  const end = schools.findIndex((school, index) => {
    left -= Buffer.byteLength(JSON.stringify(school)) + 1;
    return left < 0 || index === maxSchools;
  });
  return end === -1 ? schools : schools.slice(0, end);
}

/** JSON of a page without its envelope. */
export function pageContent(page: number, pages: number, devices: readonly DeviceRow[]): string {
  return JSON.stringify({ page, pages, devices });
}

/** The whole message: plain JSON, never deflated, since views are retained and read by any tool. */
export function viewMessage(
  envelope: { readonly epoch: string; readonly rev: number; readonly at?: number },
  content: string,
): Buffer {
  const head = JSON.stringify({ v: contractVersion, ...envelope });
  return Buffer.from(`${head.slice(0, -1)},${content.slice(1)}`);
}
