type Values = Readonly<Record<string, string | number>>;

const place = /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g;

/**
 * A text with its places filled: `{name}` by that value; `{count|# machine|# machines}` by the form for one or the form for any
 * other number, where `#` is the number. A language without plurals writes `{count} máy`. A place without a value stays as it is.
 */
export function fill(template: string, values: Values): string {
  return template.replace(place, (whole, name: string, one = '#', other = '#') => {
    const value = values[name];
    if (value === undefined) return whole;
    // A count may come written, such as 1,540.
    const form: string = String(value) === '1' ? one : other;
    return form.replaceAll('#', () => String(value));
  });
}

/** A text with its places left open and every counted noun in its form for many: `{count} machines`. */
export function inMany(template: string): string {
  return template.replace(place, (_, name: string, _one, other = '#') => other.replaceAll('#', `{${name}}`));
}
