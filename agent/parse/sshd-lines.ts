import { linesOf } from './lines.ts';

/** A keyword in lower case and what stands behind it, without comment and quotes. */
export type SshdLine = { readonly keyword: string; readonly value: string };

/**
 * `lines` hold for everyone: those before the first Match and those behind a `Match all`; the others are `conditional`.
 * Keywords are case-insensitive and come in lower case, `=` may stand behind them, quotes are taken off.
 */
export function sshdLines(text: string): {
  readonly lines: SshdLine[];
  readonly conditional: SshdLine[];
  readonly hasMatchBlocks: boolean;
} {
  const lines: SshdLine[] = [];
  const conditional: SshdLine[] = [];
  let isForEveryone = true;
  let hasMatchBlocks = false;
  for (const line of linesOf(text)) {
    const [, keyword, rest = ''] = /^\s*([A-Za-z0-9]{1,64})(?=[\s=])(.*)$/.exec(line) ?? [];
    if (keyword === undefined) continue;
    const value = readValue(rest);
    if (keyword.toLowerCase() === 'match') {
      isForEveryone = value.toLowerCase() === 'all';
      hasMatchBlocks ||= !isForEveryone;
    } else (isForEveryone ? lines : conditional).push({ keyword: keyword.toLowerCase(), value });
  }
  return { lines, conditional, hasMatchBlocks };
}

/** Without the `=` before it, the comment behind it and its quotes. */
function readValue(rest: string): string {
  const value = rest.trim().replace(/^=/, '').trimStart();
  const comment = value.search(/\s#/);
  return (comment === -1 ? value : value.slice(0, comment)).replaceAll('"', '').trim();
}
