/** What a piece of text means; a theme says how that looks. Meaning is never told by colour alone: a glyph or word says it too. */
export type Tone = 'plain' | 'title' | 'muted' | 'accent' | 'good' | 'warn' | 'bad' | 'marked' | 'selected';

export const themeNames = ['auto', 'mono', 'cvd'] as const;
export type ThemeName = (typeof themeNames)[number];

export type Look = { readonly color?: string; readonly bold?: boolean; readonly dim?: boolean };

/** The terminal's own 16 colours, so that its palette, light or dark, stays readable. */
const auto: Readonly<Record<Tone, Look>> = {
  plain: {},
  title: { bold: true },
  muted: { dim: true },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  marked: {},
  selected: {},
};

const themes: Readonly<Record<ThemeName, Readonly<Record<Tone, Look>>>> = {
  auto,
  mono: { ...auto, accent: {}, good: {}, warn: { bold: true }, bad: { bold: true } },
  // Blue and orange stay apart for protan, deutan and tritan eyes.
  cvd: {
    ...auto,
    good: { color: 'blueBright' },
    warn: { color: 'ansi256(214)' },
    bad: { color: 'ansi256(202)', bold: true },
  },
};

export function lookOf(theme: ThemeName, tone: Tone): Look {
  return themes[theme][tone];
}

export function nextTheme(theme: ThemeName): ThemeName {
  return themeNames[(themeNames.indexOf(theme) + 1) % themeNames.length] ?? 'auto';
}
