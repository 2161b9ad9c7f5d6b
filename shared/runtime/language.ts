import type { Language } from '../text/text.ts';
import type { Environment } from './config.ts';

/** Language of what a person reads: `--lang`, then SCHOOLDRUM_LANG, then the locale; English unless one of them says vi. */
export function chooseLanguage(flag: string | undefined, env: Environment): Language {
  const locale = [env.SCHOOLDRUM_LANG, env.LC_ALL, env.LC_MESSAGES, env.LANG].find(
    (name) => (name ?? '') !== '',
  );
  return (flag ?? locale ?? '').toLowerCase().startsWith('vi') ? 'vi' : 'en';
}
