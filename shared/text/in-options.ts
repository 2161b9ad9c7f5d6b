/** What a parser of command lines knows of a command, such as commander's `Command`. */
export type OptionedCommand = {
  readonly options: readonly { readonly long?: string | undefined; readonly attributeName: () => string }[];
  readonly registeredArguments: readonly { readonly name: () => string }[];
};

type Refused = { readonly code: string; readonly values: Readonly<Record<string, string>> };

/** A refused value (SD-VALUE) by the options and arguments that carry it on this command line; other errors as they are. */
export function inOptions<T extends Refused>(error: T, command: OptionedCommand): T {
  const { field } = error.values;
  if (error.code !== 'SD-VALUE' || field === undefined) return error;
  const named = field.split(' | ').map((each) => optionOf(each, command));
  return { ...error, values: { ...error.values, field: named.join(' | ') } };
}

/** `downMbps` is `--down`, `acceptedUntil` is `--until`: one name begins or ends with the other; an id is the only argument. */
function optionOf(path: string, { options, registeredArguments }: OptionedCommand): string {
  const [field = ''] = path.split('.');
  const args = registeredArguments.map((one) => ({ name: one.name(), words: one.name().toUpperCase() }));
  const carriers = [
    ...options.map((option) => ({ name: option.attributeName(), words: option.long })),
    ...args,
  ].sort((a, b) => b.name.length - a.name.length);
  const found =
    carriers.find(({ name }) => field.startsWith(name) && /^([A-Z]|$)/.test(field.slice(name.length))) ??
    carriers.find(({ name }) => field.endsWith(name.charAt(0).toUpperCase() + name.slice(1))) ??
    (args.length === 1 && /(^i|I)d$/.test(field) ? args[0] : undefined);
  return found?.words ?? path;
}
