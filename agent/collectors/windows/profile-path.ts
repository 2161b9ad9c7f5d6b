/** Cuts the name of a user out of a path, wherever in a text it stands: `C:\Users\*`. */
export function withoutProfile(text: string): string {
  return text.replace(/\b([A-Z]:\\(?:Users|Documents and Settings))\\.*$/i, '$1\\*');
}
