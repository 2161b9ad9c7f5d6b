/** Text as it is searched: lower case, without Vietnamese marks (`Điện Biên` → `dien bien`), single spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Words of a filter, each of which must be found somewhere in the row. */
export function filterWords(filter: string): string[] {
  const folded = fold(filter);
  return folded === '' ? [] : folded.split(' ');
}
