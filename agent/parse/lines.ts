/**
 * The lines of a text one after the other, without their ends (`\n`, `\r\n`, and the `\r\r\n` of wmic behind a pipe). A line is
 * cut at `maxLength`, so that a look at it stays short whatever the input; nothing is held beside the text.
 */
export function* linesOf(text: string, maxLength = 4096): Generator<string> {
  let at = 0;
  while (at <= text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline === -1 ? text.length + 1 : newline + 1;
    let end = next - 1;
    while (end > at && text[end - 1] === '\r') end -= 1;
    yield text.slice(at, Math.min(end, at + maxLength));
    at = next;
  }
}

/** The two sides of the first `separator`, trimmed; undefined where there is none, or nothing before it. */
export function splitPair(
  line: string,
  separator: string,
): readonly [key: string, value: string] | undefined {
  const at = line.indexOf(separator);
  if (at === -1) return undefined;
  const key = line.slice(0, at).trim();
  return key === '' ? undefined : [key, line.slice(at + separator.length).trim()];
}
