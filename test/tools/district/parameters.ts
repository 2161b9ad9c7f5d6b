import { z } from 'zod';
import { itemCodes } from '../../../shared/domain/item/item.ts';
import json from './parameters.json' with { type: 'json' };

const share = z.record(z.string(), z.number().min(0));
const dong = z.int().min(0);
const priority = z.object({ share: z.number(), weightPercent: z.int(), reason: z.string() });

const schema = z.object({
  label: z.string().startsWith('giả định'),
  usable: z.object({
    base: z.number(),
    perYear: z.number(),
    afterYears: z.number(),
    perSquaredYear: z.number(),
    least: z.number(),
  }),
  whyUnusable: share,
  registeredShare: z.number(),
  assetBookShare: z.number(),
  donatedShare: z.number(),
  repairCostDong: z.object({ min: dong, max: dong, step: dong }),
  pcCostDong: dong,
  licencedAntivirusShare: z.number(),
  place: z.object({
    latitude: z.number(),
    longitude: z.number(),
    spreadDegrees: z.number(),
    siteSpreadDegrees: z.number(),
  }),
  areaStepDegrees: z.number(),
  lines: z.object({
    none: z.number(),
    second: z.number(),
    mobileShare: z.number(),
    isp: share,
    mbps: share,
    monthlyDongPerMbps: dong,
    monthlyDongLeast: dong,
  }),
  equipment: z.object({
    printersPerClass: z.number(),
    webcamMean: z.number(),
    projectionShare: z.number(),
    accessPointsPerClassroom: z.number(),
  }),
  priority: z.record(z.string(), priority),
  budgetDongPerSchool: dong,
  provinceBudgetFactor: z.int(),
  prices: z.partialRecord(
    z.enum(itemCodes),
    z.object({ unitPriceDong: dong, leasePerYearDong: dong.nullable() }),
  ),
});

/** Every further assumption of the synthetic district, in one labelled file. */
export const districtParameters = schema.parse(json);
