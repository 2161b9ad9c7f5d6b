import { Box, Text } from 'ink';
import { memo, type ReactNode } from 'react';
import { lookOf, type ThemeName, type Tone } from '../theme.ts';
import { type Line, type Span, textOf } from './line.ts';

/** A frame: one text node a line, since Ink's cost grows with nodes and glyphs, not with what changed. */
export function FrameView({
  lines,
  theme,
}: {
  readonly lines: readonly Line[];
  readonly theme: ThemeName;
}): ReactNode {
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is a place on the screen, not a thing that moves
        <LineView key={index} line={line} theme={theme} />
      ))}
    </Box>
  );
}

const LineView = memo(({ line, theme }: { readonly line: Line; readonly theme: ThemeName }): ReactNode => {
  if (textOf(line).trim() === '') return <Text> </Text>;
  return (
    <Text wrap="truncate">
      {line.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans of a line have no identity of their own
        <SpanView key={index} span={span} theme={theme} />
      ))}
    </Text>
  );
});

/** Reverse video and underline, raw: they must survive NO_COLOR, where colour libraries drop them with the colours. */
const raw: Partial<Record<Tone, readonly [on: string, off: string]>> = {
  selected: ['\u001b[7m', '\u001b[27m'],
  marked: ['\u001b[4m', '\u001b[24m'],
};

function SpanView({ span, theme }: { readonly span: Span; readonly theme: ThemeName }): ReactNode {
  const codes = raw[span.tone];
  if (codes !== undefined) return `${codes[0]}${span.text}${codes[1]}`;
  const { color, bold, dim } = lookOf(theme, span.tone);
  if (color === undefined && bold !== true && dim !== true) return span.text;
  return (
    <Text {...(color === undefined ? {} : { color })} bold={bold === true} dimColor={dim === true}>
      {span.text}
    </Text>
  );
}
