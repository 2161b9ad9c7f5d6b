import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { PrintHeader } from '../../../shared/domain/snapshot/register.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { LetterHead, PrintBlock } from './print-document.ts';

/** The header that an owner wrote for its forms; else the one written for all, else null. */
export function headerOf(headers: readonly PrintHeader[], owner: string | null): PrintHeader | null {
  const key = ownerKey(owner);
  const own =
    owner === null
      ? undefined
      : headers.find((header) => header.owner !== null && ownerKey(header.owner) === key);
  return own ?? headers.find((header) => header.owner === null) ?? null;
}

function ownerKey(owner: string | null): string {
  return (owner ?? '').normalize('NFC').trim().toLowerCase();
}

/** Day and place are written by whoever signs. `unit` stands in where no header names one. */
export function letterHead(header: PrintHeader | null, unit: string | null, text: Text): LetterHead {
  return {
    authority: header?.authority ?? null,
    unit: header?.unit ?? unit,
    state: text.t('print.state'),
    motto: text.t('print.motto'),
    placeAndDay: text.t('print.placeAndDay', { place: header?.place ?? text.t('print.placeUnknown') }),
  };
}

/** The last to sign puts the seal. */
export function signatures(header: PrintHeader | null, text: Text): PrintBlock {
  const own = header?.signatures ?? [];
  const shipped = (['maker', 'accountant', 'head'] as const).map((who) => text.t(`print.signature.${who}`));
  const titles = own.length > 0 ? own : shipped;
  return {
    kind: 'signatures',
    titles: titles.map((title, index) => ({
      title,
      hint: text.t(index === titles.length - 1 ? 'print.signature.seal' : 'print.signature.sign'),
    })),
  };
}

/** Whose report it is: of the one owner that all its schools have, else of the unit above all others. */
export function reporter({ snapshot, needs }: Plan): {
  readonly header: PrintHeader | null;
  readonly unit: string | null;
} {
  const [owner = null, ...others] = new Set(needs.schools.map((school) => school.owner));
  const isOne = owner !== null && others.length === 0;
  const top = snapshot.units.find(({ parentId }) => parentId === null)?.name ?? null;
  return { header: headerOf(snapshot.headers, isOne ? owner : null), unit: isOne ? owner : top };
}
