import type { Line } from '../components/line.ts';
import { drawFrame } from '../screens/frame.ts';
import type { ThemeName } from '../theme.ts';
import type { Reference } from './derive.ts';
import type { ConsoleEvent, Effect } from './event.ts';
import type { Model } from './model.ts';
import { update } from './update.ts';

export type Frame = { readonly lines: readonly Line[]; readonly theme: ThemeName };

/** Holds the one model outside React; React sees frames, and only frames that differ. */
export type Display = {
  readonly dispatch: (event: ConsoleEvent) => void;
  readonly model: () => Model;
  readonly frame: () => Frame;
  readonly subscribe: (listener: () => void) => () => void;
};

export function createDisplay(
  first: Model,
  reference: Reference,
  perform: (effect: Effect) => void,
): Display {
  const draw = (model: Model): Frame => ({
    lines: drawFrame(model, reference.textOf(model.language)),
    theme: model.theme,
  });
  const run = { model: first, frame: draw(first), listeners: new Set<() => void>() };
  return {
    dispatch: (event) => {
      const { model, effects } = update(run.model, event, reference);
      if (model !== run.model) {
        run.model = model;
        const frame = withOldLines(draw(model), run.frame);
        const isNew = frame !== run.frame;
        run.frame = frame;
        if (isNew) for (const listener of run.listeners) listener();
      }
      for (const effect of effects) perform(effect);
    },
    model: () => run.model,
    frame: () => run.frame,
    subscribe: (listener) => {
      run.listeners.add(listener);
      return () => void run.listeners.delete(listener);
    },
  };
}

/** The old frame itself when nothing on it changed, and old lines where they are the same: React then skips them. */
function withOldLines(frame: Frame, old: Frame): Frame {
  const lines = frame.lines.map((line, index) => {
    const before = old.lines[index];
    return before !== undefined && isSameLine(line, before) ? before : line;
  });
  const isSame = lines.length === old.lines.length && lines.every((line, index) => line === old.lines[index]);
  return isSame && frame.theme === old.theme ? old : { ...frame, lines };
}

function isSameLine(a: Line, b: Line): boolean {
  return (
    a.length === b.length &&
    a.every((span, index) => span.text === b[index]?.text && span.tone === b[index].tone)
  );
}
