import { isPlaceholderId, shippedPlaceholderIds } from '../../shared/data/placeholder-ids.ts';
import { isRedacted } from './smart-disk.ts';

/**
 * A text made of these words alone names nothing: what makers leave in place of a name (GLPI agent isInvalidBiosValue, OCS
 * blacklists, and a third of 12,000 desktops of linuxhw/DMI). `All Series` is what ASUS wrote as the product of every board.
 */
const emptyWords = new Set(
  `all applicable asset assettag available bad base baseboard be bios board by chassis cpu data default define define2 dimm
  empty enclosure eval family filled in index installed invalid manufacture manufacturer model module na name no none not null
  num number odm oem of out part populated present product provided serial series set sku spec specified standard string
  supported system tag tbd the to type type2 undefined unknown unspecified vendor version`.split(/\s+/),
);

/** Text of a field of the firmware's, trimmed and with single spaces; undefined where it names nothing. */
export function firmwareName(value: string | undefined): string | undefined {
  // Longer values are no names; what is cut cannot make the look at them long.
  const text = value?.slice(0, 256).replaceAll('\0', '').replace(/\s+/g, ' ').trim();
  if (text === undefined || text === '' || isRedacted(text)) return undefined;
  return namesNothing(text) ? undefined : text;
}

/** The same for a serial number or UUID, without those that many machines share. */
export function createFirmwareIds(): (
  kind: 'serial' | 'uuid',
  value: string | undefined,
) => string | undefined {
  const table = shippedPlaceholderIds();
  return (kind, value) => {
    const text = firmwareName(value);
    return text === undefined || isPlaceholderId(kind, text, table) ? undefined : text;
  };
}

/** Some boards number what was never filled in: `Manufacturer0`, `SerNum11`. */
const numbered = /^(?:manufacturer|sernum|partnum|modulepartnumber|assettagnum)\d*$/;

function namesNothing(text: string): boolean {
  if (/^[0\W_]*$|^x(?:\.x+)*$/i.test(text)) return true;
  // O.E.M. and N/A are one word each.
  const words = text
    .toLowerCase()
    .replace(/[./]/g, '')
    .split(/[^a-z0-9]+/);
  return words.every((word) => word === '' || emptyWords.has(word) || numbered.test(word));
}
