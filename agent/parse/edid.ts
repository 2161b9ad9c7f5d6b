import { shippedDisplayKinds } from '../../shared/data/display-kinds.ts';
import { type DisplayKind, displayKindOf } from '../../shared/domain/display-kind.ts';
import { decodeEdid, isEdid } from '../../shared/domain/edid.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { decodeOutput } from './decode-text.ts';
import { edidOfText } from './edid-bytes.ts';
import { firmwareName } from './firmware-text.ts';
import type { Parsed } from './parsed.ts';

/** A display by its EDID; what it does not say is left out. */
export type Display = {
  readonly vendor?: string;
  readonly product: string;
  readonly name?: string;
  readonly serial?: string;
  readonly year?: number;
  readonly widthMm?: number;
  readonly heightMm?: number;
  readonly kind: DisplayKind;
};

/** An EDID as bytes, or as a text that shows it in hex. */
export function parseEdid(input: Uint8Array): Parsed<Display> {
  const bytes = isEdid(input) ? input : edidOfText(decodeOutput(input));
  const edid = bytes === undefined ? null : decodeEdid(bytes);
  if (edid === null) return err('unrecognised');
  const { vendor, product, name, serial, year, widthMm, heightMm } = edid;
  return ok(
    defined({
      vendor: vendor ?? undefined,
      product,
      name: name ?? undefined,
      serial: firmwareName(serial ?? undefined),
      year: year ?? undefined,
      widthMm: widthMm ?? undefined,
      heightMm: heightMm ?? undefined,
      kind: displayKindOf(edid, shippedDisplayKinds()),
    }),
  );
}
