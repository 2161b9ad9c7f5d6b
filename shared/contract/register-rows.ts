import { z } from 'zod';
import { fundings, itemCodes } from '../domain/item/item.ts';
import { roomKinds } from '../domain/school.ts';
import type * as register from '../domain/snapshot/register.ts';
import { count, schoolCode, text } from './scalars.ts';

const day = z.iso.date();
const year = z.int().min(1980).max(2100);
/** Whole đồng: a thousand times the largest provincial budget is still exact. */
export const dong = z.int().min(0).max(1_000_000_000_000_000);
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const words = (maxLength: number) => text(maxLength).nullable();

export const asset = z.object({
  assetCode: text(64),
  schoolCode,
  name: words(200),
  item: z.enum(itemCodes).nullable(),
  deviceId: words(32),
  serial: words(128),
  hostname: words(253),
  purchaseYear: year.nullable(),
  purchasedOn: day.nullable(),
  costDong: dong.nullable(),
  funding: z.enum(fundings).nullable(),
  holder: z.enum(['school', 'donated', 'leased', 'private']).nullable(),
  isRestricted: z.boolean().nullable(),
  hardwareFaults: count.nullable(),
  repairCostDong: dong.nullable(),
  writtenOffOn: day.nullable(),
}) satisfies z.ZodType<register.Asset>;

export const price = z.object({
  item: z.enum(itemCodes),
  unitPriceDong: dong,
  leasePerYearDong: dong.nullable(),
  isVatIncluded: z.boolean().nullable(),
  pricedOn: day,
  source: text(300),
  kind: z.enum(['reference', 'given']),
}) satisfies z.ZodType<register.Price>;

export const budget = z.object({
  owner: text(200),
  programme: words(200),
  year: year.nullable(),
  amountDong: dong,
  funding: z.enum(fundings).nullable(),
}) satisfies z.ZodType<register.Budget>;

export const equipment = z.object({
  schoolCode,
  siteCode: words(32),
  item: z.enum(itemCodes),
  quantity: z.int().min(0).max(100_000),
  working: z.int().min(0).max(100_000).nullable(),
}) satisfies z.ZodType<register.Equipment>;

export const site = z.object({
  schoolCode,
  siteCode: words(32),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  hasElectricity: z.boolean().nullable(),
  address: words(300),
}) satisfies z.ZodType<register.Site>;

export const priority = z.object({
  schoolCode,
  weightPercent: z.int().min(1).max(1_000),
  reason: words(200),
}) satisfies z.ZodType<register.Priority>;

export const checklistEntry = z.object({
  schoolCode: schoolCode.nullable(),
  document: text(200),
  number: words(100),
  issuedOn: day.nullable(),
}) satisfies z.ZodType<register.ChecklistEntry>;

export const schoolAlias = z.object({
  oldCode: schoolCode,
  schoolCode,
  validFrom: day,
  basis: words(200),
}) satisfies z.ZodType<register.SchoolAlias>;

export const deadline = z.object({
  report: z.enum(['plan', 'training', 'mid-year', 'end-year', 'statistics-start', 'statistics-end', 'index']),
  from: z.enum(['school', 'commune', 'province', 'direct-unit']),
  to: z.enum(['commune', 'province', 'ministry']),
  dueOn: monthDay,
  asAtOn: monthDay.nullable(),
  source: text(300),
}) satisfies z.ZodType<register.Deadline>;

export const printHeader = z.object({
  owner: words(200),
  authority: words(300),
  unit: words(300),
  place: words(100),
  legalBases: z.array(text(500)).max(40),
  signatures: z.array(text(100)).max(4),
}) satisfies z.ZodType<register.PrintHeader>;

export const closure = z
  .object({ name: text(200), from: day, to: day, source: words(300) })
  .refine(({ from, to }) => from <= to, { path: ['to'] }) satisfies z.ZodType<register.Closure>;

export const delivered = z.object({
  lot: text(64),
  schoolCode,
  item: z.enum(itemCodes),
  assetCode: words(64),
  serial: words(128),
  quantity: z.int().min(1).max(100_000),
  deliveredOn: day.nullable(),
}) satisfies z.ZodType<register.Delivered>;

export const snapshotRoom = z.object({
  schoolCode,
  room: text(64),
  siteCode: words(32),
  kind: z.enum(roomKinds).nullable(),
  seats: z.int().min(0).max(1_000).nullable(),
}) satisfies z.ZodType<register.SnapshotRoom>;

const rate = z.number().min(0).max(1_000_000).nullable();
const percent = z.number().min(0).max(100).nullable();

export const snapshotLine = z.object({
  lineId: text(64),
  schoolCode,
  siteCode: words(32),
  isp: words(200),
  medium: words(32),
  duty: words(32),
  contractDownMbps: rate,
  measuredDownMbps: rate,
  availabilityPercent: percent,
  monthlyCostDong: dong.nullable(),
}) satisfies z.ZodType<register.SnapshotLine>;

export const snapshotLicence = z.object({
  schoolCode,
  product: text(200),
  seats: count,
  expiresOn: day.nullable(),
}) satisfies z.ZodType<register.SnapshotLicence>;

export const schoolYearFacts = z.object({
  schoolCode,
  findingsOpened: count,
  findingsFixed: count,
  findingsOpen: count,
  medianFixDays: z.number().min(0).nullable(),
  lineOutages: count,
  lineOutageMinutes: z.number().min(0),
  servicesReachablePercent: percent,
}) satisfies z.ZodType<register.SchoolYearFacts>;
