/** One generated page: its file below docs/reference (docs/access.md stands above) and the function that writes it from the code. */
export type Page = { readonly file: string; readonly render: () => string | Promise<string> };

/** First line of every generated page: who writes it, so that nobody edits it by hand. */
const notice = '<!-- Written by `npm run generate` from the code. Change the code, not this page. -->';

/** A whole page: notice, title, blocks separated by blank lines. */
export function document(title: string, blocks: readonly string[]): string {
  return `${[notice, `# ${title}`, ...blocks].join('\n\n')}\n`;
}

/** A table; a bar inside a cell is escaped, a line break becomes a space. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A text block that keeps its line breaks, such as the help of a command. */
export function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
