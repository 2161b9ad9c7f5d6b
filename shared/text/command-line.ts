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

/** `commander.unknownOption`, "error: unknown option '--foo'": the same in the reader's words. */
export function usageReason(
  text: Text,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  const [what = '', value = ''] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted ?? '');
  const [, choices] = /Allowed choices are (.*)\.$/s.exec(message) ?? [];
  const [, meant] = /\(Did you mean (.*)\?\)$/s.exec(message) ?? [];
  return [
    text.say(`usage.${code.replace('commander.', '')}`, { what, value }),
    ...(choices === undefined ? [] : [text.t('usage.choices', { choices })]),
    ...(meant === undefined ? [] : [text.t('usage.didYouMean', { what: meant.replace('one of ', '') })]),
  ].join('; ');
}
