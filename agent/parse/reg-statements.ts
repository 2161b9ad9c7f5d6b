import { linesOf } from './lines.ts';

/** Data longer than this is cut. */
const maxStatement = 4 * 1024 * 1024;

/** A value's name and its `=`; names are at most 16,383 letters long. */
export const valueHead = /^(?:@|"((?:[^"\\]|\\.){0,16383})")=/;

/**
 * The lines of a file of regedit with what belongs to them: hex data goes on behind a `\` at the end, a text in quotes until its
 * closing quote.
 */
export function* statementsOf(text: string): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  let goesOn: (line: string) => boolean = () => false;
  for (const line of linesOf(text, maxStatement)) {
    // A quote that is never closed costs the rest of its key, not of the file.
    if (parts.length > 0 && /^\[-?HK/.test(line)) {
      yield parts.join('\n');
      parts = [];
      length = 0;
    }
    if (parts.length === 0) goesOn = continuationOf(line);
    if (length < maxStatement) parts.push(line);
    length += line.length;
    if (goesOn(line)) continue;
    yield parts.join('\n');
    parts = [];
    length = 0;
  }
  if (parts.length > 0) yield parts.join('\n');
}

/** How to tell that the next line still belongs to the value that this line begins. */
function continuationOf(first: string): (line: string) => boolean {
  const head = valueHead.exec(first)?.[0];
  if (head === undefined) return () => false;
  if (first.startsWith('hex', head.length)) return (line) => line.endsWith('\\');
  if (!first.startsWith('"', head.length)) return () => false;
  // A key begins on a line of its own: a quote that is never closed costs the rest of its key, not of the file.
  return (line) =>
    !closesQuote(line === first ? line.slice(head.length + 1) : line) && !/^\[.*\]$/.test(line);
}

/** Ends with a quote that no odd number of backslashes takes away. */
export function closesQuote(text: string): boolean {
  const body = text.trimEnd();
  if (!body.endsWith('"')) return false;
  let slashes = 0;
  while (body[body.length - 2 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 0;
}
