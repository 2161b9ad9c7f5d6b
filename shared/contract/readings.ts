import { z } from 'zod';
import { absentReasons, type Section, sections } from '../domain/reading.ts';
import { hardening } from './hardening-facts.ts';
import { hardware, network, software, system, usage } from './machine-facts.ts';
import { peripherals } from './peripheral-facts.ts';
import { hash } from './scalars.ts';
import { accounts, antivirus, exposure, firewall, updates } from './security-facts.ts';
import { diskHealth, storage } from './storage-facts.ts';

/** The facts of each section. Every fact is optional: one that is missing is unknown, its reason in `absent`. */
export const factSchemas = {
  hardware,
  system,
  storage,
  usage,
  network,
  software,
  antivirus,
  firewall,
  updates,
  accounts,
  exposure,
  hardening,
  peripherals,
  diskHealth,
} as const satisfies Record<Section, z.ZodType>;

/** Facts by section, such as `Facts['hardware']['memoryBytes']`: raw, undecoded, as the machine gave them. */
export type Facts = { [S in Section]: z.infer<(typeof factSchemas)[S]> };

const absent = z.record(z.string().regex(/^[a-zA-Z.]{1,64}$/), z.enum(absentReasons));

function readingOf<S extends Section>(section: S) {
  return z.object({
    section: z.literal(section),
    /** First 64 bits (hex) of SHA-256 over the canonical facts and absences. */
    hash,
    facts: factSchemas[section],
    /** Fact name → why it has no value. */
    absent: absent.optional(),
  });
}

/** Nothing is compared by its hash: without it a heartbeat is 17 bytes of 240 shorter (measured, deflated). */
const heartbeat = readingOf('usage').extend({ hash: hash.optional() });

/** One typed set of raw facts. */
export const reading = z.discriminatedUnion('section', [
  readingOf('hardware'),
  readingOf('system'),
  readingOf('storage'),
  heartbeat,
  readingOf('network'),
  readingOf('software'),
  readingOf('antivirus'),
  readingOf('firewall'),
  readingOf('updates'),
  readingOf('accounts'),
  readingOf('exposure'),
  readingOf('hardening'),
  readingOf('peripherals'),
  readingOf('diskHealth'),
]);
export type Reading = z.infer<typeof reading>;
export type ReadingOf<S extends Section> = Extract<Reading, { section: S }>;

/** Section → hash of the facts last sent: the daily marker, and what a broker already holds. */
export const sectionHashes = z.partialRecord(z.enum(sections), hash);
export type SectionHashes = z.infer<typeof sectionHashes>;
