import type { renderToString } from 'ink';
import { expect, test } from 'vitest';
import type { FrameView } from '../../console/components/FrameView.tsx';
import { expectGolden, goldenSizes } from './goldens.ts';
import { draw, run, scenes, startModel } from './screens.ts';

/** The parts of Ink, imported after FORCE_COLOR was set: colour libraries read it once. */
type Renderer = { readonly renderToString: typeof renderToString; readonly FrameView: typeof FrameView };

/** Every scene in both languages and three sizes, as Ink writes it, against the reviewed files. */
export function testFrames(
  mode: 'color' | 'no-color',
  { renderToString: render, FrameView: View }: Renderer,
): void {
  for (const [name, events] of Object.entries(scenes)) {
    for (const language of ['vi', 'en'] as const) {
      test(`${name} in ${language}, ${mode}`, () => {
        const frames = goldenSizes.map((size) => {
          const lines = draw(run(startModel(size, language), events));
          const text = render(<View lines={lines} theme="auto" />, { columns: size.columns });
          expect(text.split('\n').length).toBe(size.rows - 1);
          return `${size.columns}x${size.rows}\n${text.replace(/ +$/gm, '')}\n`;
        });
        expectGolden(`${mode}/${language}/${name}.txt`, frames.join('\n'));
      });
    }
  }
}
