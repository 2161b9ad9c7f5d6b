import { createText } from '../../shared/text/create-text.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
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
  /** What a person did is drawn at once; what the fleet did waits for the next data frame. */
  readonly dispatch: (event: ConsoleEvent) => void;
  readonly model: () => Model;
  readonly frame: () => Frame;
  readonly subscribe: (listener: () => void) => () => void;
  readonly stop: () => void;
};

/** Two data frames a second: the eye follows, and a slow line over SSH does too (measured: 0.7–2 KB/s). */
const dataFrameMs = 500;

const immediate: ReadonlySet<ConsoleEvent['kind']> = new Set(['key', 'text', 'resize', 'link', 'detail']);

export function createDisplay(
  first: Model,
  deps: {
    readonly clock: Clock;
    readonly reference: Reference;
    readonly perform: (effect: Effect) => void;
  },
): Display {
  const run = {
    model: first,
    frame: draw(first),
    listeners: new Set<() => void>(),
    cancelTimer: undefined as (() => void) | undefined,
  };
  const publish = (): void => {
    run.cancelTimer?.();
    run.cancelTimer = undefined;
    const frame = withOldLines(draw(run.model), run.frame);
    if (frame === run.frame) return;
    run.frame = frame;
    for (const listener of run.listeners) listener();
  };
  return {
    dispatch: (event) => {
      const step = update(run.model, event, deps.reference);
      run.model = step.model;
      if (immediate.has(event.kind)) publish();
      else run.cancelTimer ??= deps.clock.after(dataFrameMs, publish, { isBackground: true });
      for (const effect of step.effects) deps.perform(effect);
    },
    model: () => run.model,
    frame: () => run.frame,
    subscribe: (listener) => {
      run.listeners.add(listener);
      return () => void run.listeners.delete(listener);
    },
    stop: () => run.cancelTimer?.(),
  };
}

function draw(model: Model): Frame {
  return { lines: drawFrame(model, createText(model.language)), theme: model.theme };
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
