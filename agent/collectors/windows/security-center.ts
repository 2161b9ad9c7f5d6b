import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact } from '../../collector.ts';
import { defined } from '../text.ts';
import { cimBoolean, cimText, cimTime, readRow, readRows } from './cim-values.ts';
import { cimDword } from './dword.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];

export type SecurityCenter = { readonly exists: boolean; readonly products: readonly Product[] };

const marker = z.object({ hasCentre: z.boolean() });
const productRow = z.object({
  displayName: cimText(128),
  instanceGuid: cimText(64),
  productState: cimDword,
  timestamp: cimText(64),
  isThere: cimBoolean,
});

/** The question's first row says whether there is a Security Center at all; without that row nothing is known. */
export function readSecurityCenter(answer: Fact<readonly unknown[]>): Fact<SecurityCenter> {
  const exists = readRow(answer, marker);
  const rows = readRows(answer, productRow, 64);
  if (!exists.ok) return exists;
  if (!rows.ok) return rows;
  const products = rows.value.flatMap(({ displayName, instanceGuid, productState, timestamp, isThere }) =>
    displayName === undefined
      ? []
      : [
          defined({
            name: displayName,
            productState,
            instanceId: instanceGuid,
            reportedAt: momentOf(timestamp),
            isProgramPresent: isThere,
          }),
        ],
  );
  return ok({ exists: exists.value.hasCentre, products });
}

/** Security Center writes `Tue, 14 May 2024 10:20:30 GMT`. */
function momentOf(timestamp: string | undefined): number | undefined {
  if (timestamp === undefined) return undefined;
  if (!/^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(timestamp)) return cimTime.parse(timestamp);
  const ms = Date.parse(timestamp);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}
