import { maxWireBytes } from '../../shared/contract/limits.ts';

/** Left for the envelope of an answer: ids, page number, keys of the body. */
const envelopeBytes = 1_024;

type Lists = Readonly<Record<string, readonly unknown[]>>;
type Page<L extends Lists> = { readonly [K in keyof L]: L[K][number][] };

/**
 * Cuts lists into pages of which each fits one message of 48 KiB as plain JSON; deflating only makes it smaller. Order is
 * kept: the lists one after the other, the last page of one may begin the next. At least one page, with every list.
 * @param reservedBytes taken on the first page by what stands beside the lists
 * @param reservedOnEach taken on every page
 */
export function pagesOf<L extends Lists>(lists: L, reservedBytes = 0, reservedOnEach = 0): Page<L>[] {
  const maxBytes = maxWireBytes - envelopeBytes - reservedOnEach;
  const names: (keyof L)[] = Object.keys(lists);
  const emptyPage = (): Page<L> => Object.fromEntries(names.map((name) => [name, []])) as unknown as Page<L>;
  let page = emptyPage();
  let usedBytes = reservedBytes;
  const pages = [page];
  for (const name of names) {
    for (const item of lists[name] ?? []) {
      const itemBytes = Buffer.byteLength(JSON.stringify(item)) + 1;
      if (usedBytes > 0 && usedBytes + itemBytes > maxBytes) {
        page = emptyPage();
        pages.push(page);
        usedBytes = 0;
      }
      page[name].push(item as L[keyof L][number]);
      usedBytes += itemBytes;
    }
  }
  return pages;
}
