import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalIdentifier,
  type IdentifierKind,
  identifierKinds,
  isPlaceholderId,
  shippedPlaceholderIds,
} from '../../shared/data/placeholder-ids.ts';

const table = shippedPlaceholderIds();

describe('placeholder identifiers', () => {
  const placeholders: [IdentifierKind, string][] = [
    ['uuid', '03000200-0400-0500-0006-000700080009'],
    ['uuid', '{03000200-0400-0500-0006-000700080009}'],
    ['uuid', '00000000-0000-0000-0000-000000000000'],
    ['uuid', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    ['uuid', 'Not Settable'],
    ['serial', 'To be filled by O.E.M.'],
    ['serial', '  Default   string '],
    ['serial', 'System Serial Number'],
    ['serial', '0000000'],
    ['serial', 'xxxxxxxxxxx'],
    ['serial', '0123456789'],
    ['serial', '12345678'],
    ['serial', '9876543210'],
    ['serial', '........'],
    ['serial', 'A1'],
    ['serial', ''],
    ['mac', '00:00:00:00:00:00'],
    ['mac', 'FF-FF-FF-FF-FF-FF'],
    ['mac', '44:45:53:54:00:00'],
    ['mac', '02:42:ac:11:00:02'],
    ['mac', '01:00:5e:00:00:fb'],
    ['mac', '00:e0:06:09:55'],
  ];

  it.each(placeholders)('drops the %s %j', (kind, value) => {
    expect(isPlaceholderId(kind, value, table)).toBe(true);
  });

  const real: [IdentifierKind, string][] = [
    ['uuid', '4C4C4544-0042-3510-8052-B3C04F4B4E32'],
    ['serial', 'USE2236835'],
    ['serial', '2WF88P2'],
    ['serial', 'S3Z8NB0K 123456'],
    ['mac', '70:85:c2:00:11:22'],
    ['mac', '0045-5354-6170'],
  ];

  it.each(real)('keeps the %s %j', (kind, value) => {
    expect(isPlaceholderId(kind, value, table)).toBe(false);
  });

  it('judges every spelling of an identifier alike', () => {
    const anyText = fc.oneof(fc.string(), fc.constantFrom(...placeholders.map(([, value]) => value)));
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), anyText, (kind, value) => {
        const canonical = canonicalIdentifier(kind, value);
        expect(canonicalIdentifier(kind, canonical)).toBe(canonical);
        expect(isPlaceholderId(kind, ` ${value} `, table)).toBe(isPlaceholderId(kind, canonical, table));
      }),
    );
  });
});
