import type { Text } from './text.ts';

/** What a parser of command lines shows of an option, such as commander's `Option`. */
export type ShownOption = {
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
  readonly defaultValue?: unknown;
};

/** The English words of a help page in the reader's own: as `configureHelp` of commander takes them. */
export function helpWords(text: Text) {
  const inWords = (usage: string): string =>
    usage
      .replace('[options]', `[${text.t('help.word.options')}]`)
      .replace('[command]', `[${text.t('help.word.command')}]`);
  return {
    styleTitle: (title: string) => text.say(`help.title.${title.replace(':', '').toLowerCase()}`),
    styleUsage: inWords,
    styleSubcommandTerm: inWords,
    optionDescription: (option: ShownOption) => optionInWords(option, text),
  };
}

/** Choices that the description names are not named again; yes or no, and empty lists, say nothing of what holds by default. */
function optionInWords({ description, argChoices, defaultValue }: ShownOption, text: Text): string {
  const hasDefault = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  const isSaid = argChoices?.every((choice) => description.includes(choice)) ?? true;
  const more = [
    ...(isSaid ? [] : [text.t('help.choices', { choices: (argChoices ?? []).join(', ') })]),
    ...(hasDefault ? [text.t('help.default', { value: defaultValue })] : []),
  ];
  return more.length === 0 ? description : `${description} (${more.join('; ')})`;
}

/** What a parser of command lines tells of a command, such as commander's `Command`; its `commands` are of the same type. */
type Parsed<C> = {
  readonly name: () => string;
  readonly parent: C | null;
  readonly commands: readonly C[];
  /** Of the program: its words, as far as they are no options of its own. */
  readonly args: readonly string[];
  readonly options: readonly { readonly long?: string | undefined }[];
};

/** The command that the words of a command line name, as far as they do. */
export function commandNamed<C extends Parsed<C>>(program: C): C {
  let found = program;
  for (const word of program.args) {
    const next = found.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

/**
 * `device set has no --check, but --role, …`: an option that the command has not, and those that it has.
 * @param general long names of options that every command has from the program
 */
export function notOfCommand<C extends Parsed<C>>(
  text: Text,
  program: C,
  option: string,
  general: readonly string[] = [],
): string {
  const command = commandNamed(program);
  const names: string[] = [];
  for (let at = command; at.parent !== null; at = at.parent) names.unshift(at.name());
  const own = command.options.flatMap(({ long }) => (long === undefined || long === '--version' ? [] : long));
  return text.t('usage.notOfCommand', {
    command: names.length === 0 ? program.name() : names.join(' '),
    what: option,
    options: [...new Set([...own, ...general])].join(', '),
  });
}

/** Command lines below the options of a help page, to be pasted; each is understood as it stands. */
export function examplesBelow(text: Text, program: string, lines: readonly string[]): string {
  return `\n${text.t('help.title.examples')}${lines.map((line) => `\n  ${program} ${line}`).join('')}`;
}

/** `commander.unknownOption`, "error: unknown option '--foo'": the same in the reader's words, with what the command has. */
export function usageReason<C extends Parsed<C>>(
  text: Text,
  { code, message }: { readonly code: string; readonly message: string },
  program: C,
  general: readonly string[] = [],
): string {
  const [what = '', value = ''] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted ?? '');
  const [, choices] = /Allowed choices are (.*)\.$/s.exec(message) ?? [];
  const [, meant] = /\(Did you mean (.*)\?\)$/s.exec(message) ?? [];
  if (code === 'commander.unknownOption' && meant === undefined) {
    return notOfCommand(text, program, what, general);
  }
  return [
    text.say(`usage.${code.replace('commander.', '')}`, { what, value }),
    ...(choices === undefined ? [] : [text.t('usage.choices', { choices })]),
    ...(meant === undefined ? [] : [text.t('usage.didYouMean', { what: meant.replace('one of ', '') })]),
  ].join('; ');
}
