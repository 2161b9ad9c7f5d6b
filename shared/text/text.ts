import type { en } from './en.ts';

export type Language = 'vi' | 'en';
export type TextKey = keyof typeof en;

/** The words and number forms of one language. */
export type Text = {
  readonly language: Language;
  /** The text of `key` with its places filled (see fill); an unknown key gives the key itself. */
  readonly t: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
  /** `1.540` in Vietnamese, `1,540` in English. */
  readonly number: (value: number, fractionDigits?: number) => string;
  /** dd/mm/yyyy hh:mm in Asia/Ho_Chi_Minh, in both languages. */
  readonly dateTime: (epochMs: number) => string;
  readonly date: (epochMs: number) => string;
  /** A text whose key is built at run time, such as `reason.<code>`; an unknown one shows itself. */
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  /** One line: code, what happened, what to do. */
  readonly error: (error: {
    readonly code: string;
    readonly values: Readonly<Record<string, string>>;
  }) => string;
};
