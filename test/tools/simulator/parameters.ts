import { z } from 'zod';
import json from './parameters.json' with { type: 'json' };

const share = z.record(z.string(), z.number().min(0));
const size = z.object({ median: z.number(), sigma: z.number(), min: z.int(), max: z.int() });
const classSize = z.object({ mean: z.number(), sd: z.number(), min: z.int(), max: z.int() });

const schema = z.object({
  label: z.string(),
  typeShare: share,
  communes: z.int().min(1),
  students: z.record(z.string(), size),
  gradeNoise: z.number(),
  informaticsShareThpt: z.object({ alpha: z.number(), beta: z.number() }),
  classSize: z.record(z.string(), classSize),
  sites: z.record(z.string(), share),
  mainSiteShare: z.number(),
  lab: z.object({
    fulfilment: share,
    sigma: z.number(),
    noLabProbability: share,
    roomSize: z.int(),
    minimumForRoom: z.int(),
    pupilsPerPc: share,
    practicePupilsPerPc: z.int(),
  }),
  otherPcs: z
    .object({ sigma: z.number(), officeMax: z.int(), departmentShare: z.number(), laptopShare: z.number() })
    .catchall(z.object({ base: z.number(), perClass: z.number() })),
  serverProbability: share,
  serverLinuxShare: z.number(),
  ageYears: share,
  hardwareByAge: z.array(
    z.object({
      maxAge: z.int(),
      cpus: z.array(z.string()),
      cores: z.array(z.int()),
      memoryGiB: share,
      ssdShare: z.number(),
    }),
  ),
  osByAge: z.array(z.object({ maxAge: z.int(), share })),
  antivirus: share,
  security: z.object({
    restartPending: z.number(),
    updatesOff: z.number(),
    medianDaysSinceUpdate: z.number(),
    manyAdministrators: z.number(),
    guestEnabled: z.number(),
    autoLogon: z.number(),
    remoteTool: z.number(),
    uacOff: z.number(),
    remoteDesktop: z.number(),
    smbOne: z.number(),
    diskFailing: z.number(),
  }),
  diskFreeShare: z.object({ min: z.number(), max: z.number() }),
  onProbability: share,
  defects: z.object({
    schoolCodeLeadingZero: z.number(),
    nfdNames: z.int(),
    declaredMismatchShare: z.number(),
    declaredBlankShare: z.number(),
    roleDrift: z.number(),
    hostnameWithPersonName: z.number(),
    biosDefaultString: z.number(),
    duplicateHostname: z.number(),
  }),
});

/** Every assumption of the synthetic area, in one labelled file. */
export const parameters = schema.parse(json);

/** The value of a share table that must name `key`. */
export function known<T>(table: Readonly<Record<string, T>>, key: string): T {
  const value = table[key];
  if (value === undefined) throw new RangeError(`parameters.json lacks ${key}`);
  return value;
}
