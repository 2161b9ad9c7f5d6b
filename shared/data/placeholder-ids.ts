import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import rows from './placeholder-ids.json' with { type: 'json' };

/** Kinds of hardware identifiers; board and disk serials share the list of `serial`. */
export const identifierKinds = ['uuid', 'serial', 'mac'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

const placeholderSchema = z.array(
  z.object({
    kind: z.enum(identifierKinds),
    value: z.string().min(1).max(100),
    ...source,
  }),
);

/** Identifiers that many machines share, in the form of `canonicalIdentifier`. */
export type PlaceholderIds = Readonly<Record<IdentifierKind, ReadonlySet<string>>>;

/** Factory defaults that name no machine: SMBIOS UUIDs, serial texts and MAC addresses, each row sourced. */
export function shippedPlaceholderIds(): PlaceholderIds {
  const table = placeholderSchema.parse(rows);
  const valuesOf = (kind: IdentifierKind) =>
    new Set(table.filter((row) => row.kind === kind).map((row) => canonicalIdentifier(kind, row.value)));
  return { uuid: valuesOf('uuid'), serial: valuesOf('serial'), mac: valuesOf('mac') };
}

/** One spelling per identifier: trimmed, lower case, single spaces; UUID and MAC reduced to their hex digits. */
export function canonicalIdentifier(kind: IdentifierKind, value: string): string {
  const text = value.trim().toLowerCase();
  return kind === 'serial' ? text.replace(/\s+/g, ' ') : text.replace(/[^0-9a-f]/g, '');
}

/**
 * Whether an identifier says nothing about the machine: listed, too short, of the wrong length, one character repeated,
 * digits counting up or down, or a MAC that is multicast or locally administered (virtual and randomised cards).
 */
export function isPlaceholderId(kind: IdentifierKind, value: string, table: PlaceholderIds): boolean {
  const canonical = canonicalIdentifier(kind, value);
  if (table[kind].has(canonical) || isMonotonous(canonical)) return true;
  if (kind === 'uuid') return canonical.length !== 32;
  if (kind === 'mac')
    return canonical.length !== 12 || (Number.parseInt(canonical.slice(0, 2), 16) & 3) !== 0;
  return canonical.length < 4;
}

/** `0000000`, `xxxxxxx`, `0123456789`, `1234567890`, `9876543210`: one character, nothing but marks, or digits in sequence. */
function isMonotonous(text: string): boolean {
  if (/^(.?)\1*$/u.test(text.replace(/[\s.-]/g, ''))) return true;
  return (
    text.length >= 4 && ('0123456789012345678901234567890'.includes(text) || '9876543210'.includes(text))
  );
}
