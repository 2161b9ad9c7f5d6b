import type { Language } from '../text/text.ts';
import type { Environment } from './config.ts';

/**
 * Language of what a person reads: `--lang`, then SCHOOLDRUM_LANG, then the locale. A locale that names no language
 * (none, C, POSIX) leaves the product's own, Vietnamese; any language but Vietnamese is answered in English.
 */
export function chooseLanguage(flag: string | undefined, env: Environment): Language {
  const locale = [env.SCHOOLDRUM_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(
    (name) => (name ?? '') !== '',
  );
  const wanted = (flag ?? locale ?? '').toLowerCase();
  return wanted === '' || /^(vi|c|posix)(?![a-z])/.test(wanted) ? 'vi' : 'en';
}

/** `--lang` of a command line that is not understood yet: its own help is already in this language. */
export function languageFlag(args: readonly string[]): string | undefined {
  const at = args.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return at === -1 ? undefined : (/^--lang=(.*)$/.exec(args[at] ?? '')?.[1] ?? args[at + 1]);
}
