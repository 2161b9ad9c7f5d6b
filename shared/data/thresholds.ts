import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { Thresholds } from '../domain/judgement-tables.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './thresholds.json' with { type: 'json' };

const row = (max: number) =>
  z.object({ value: z.int().min(0).max(max), status: z.enum(ruleStatuses), ...source });
const maxBytes = 1_000_000_000_000_000;

const thresholdsSchema = z.object({
  minMemoryBytes: row(maxBytes),
  memoryReservedPercent: row(99),
  minFreeDiskBytes: row(maxBytes),
  updatesStaleDays: row(3650),
  maxAdministrators: row(1000),
  batteryWornPercent: row(100),
  licenceEndingDays: row(3650),
  reviewDays: row(3650),
  maxLockSeconds: row(86_400),
});

/** Numbers that single rules compare with. */
export function shippedThresholds(): Thresholds {
  const rows = thresholdsSchema.parse(table);
  return {
    minMemoryBytes: rows.minMemoryBytes.value,
    memoryReservedPercent: rows.memoryReservedPercent.value,
    minFreeDiskBytes: rows.minFreeDiskBytes.value,
    updatesStaleDays: rows.updatesStaleDays.value,
    maxAdministrators: rows.maxAdministrators.value,
    batteryWornPercent: rows.batteryWornPercent.value,
    licenceEndingDays: rows.licenceEndingDays.value,
    reviewDays: rows.reviewDays.value,
    maxLockSeconds: rows.maxLockSeconds.value,
  };
}
