import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import rows from './antivirus-traces.json' with { type: 'json' };

const name = z.string().min(1).max(100);
const names = z.array(name).max(16);

/** Names of registry values. Several for a version are joined by dots; all others give one number or date. */
const values = z.object({
  version: names.optional(),
  signatureVersion: names.optional(),
  /** FILETIME in eight bytes, the lowest first. */
  signatureFileTime: name.optional(),
  signatureUnixSeconds: name.optional(),
  /** YYYYMMDD. */
  signatureDay: name.optional(),
  licenceType: name.optional(),
  licenceDaysLeft: name.optional(),
});

const trace = z
  .object({
    product: name,
    /** Lower-case texts, one of which the name that Security Center knows contains. */
    nameContains: z.array(name.toLowerCase()).min(1).max(8),
    /** First key below SOFTWARE: without it nothing further is asked. */
    root: name.optional(),
    /** Below SOFTWARE or SOFTWARE\Wow6432Node. */
    key: name.optional(),
    isRecursive: z.boolean().default(false),
    values: values.default({}),
    /** Names of services and drivers; a `*` at the end stands for any ending. */
    services: names,
    /** Names of programs in the list of what can be uninstalled, likewise, where services are not enough. */
    installs: names.default([]),
    ...source,
  })
  .refine((row) => (row.key === undefined) === (row.root === undefined), 'a key needs its root');

/** How an antivirus is recognised on Windows beside Security Center, and what it writes of itself into the registry. */
export type AntivirusTrace = z.infer<typeof trace>;

/** Traces of antivirus products on Windows, one row each, sourced. Whether one protects is the broker's judgement. */
export function shippedAntivirusTraces(): readonly AntivirusTrace[] {
  return z.array(trace).max(64).parse(rows);
}
