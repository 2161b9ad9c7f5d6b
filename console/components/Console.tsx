import { useInput, usePaste, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { inputEvents } from '../input.ts';
import type { Display } from '../state/display.ts';
import { FrameView } from './FrameView.tsx';

/** The terminal's keys, pastes and size go into the display; its frames come out. */
export function Console({ display }: { readonly display: Display }): ReactNode {
  const frame = useSyncExternalStore(display.subscribe, display.frame);
  const { columns, rows } = useWindowSize();
  const afterDelete = useRef(false);
  useEffect(() => display.dispatch({ kind: 'resize', size: { columns, rows } }), [display, columns, rows]);
  useInput((input, key) => {
    const decoded = inputEvents(input, key, {
      isTyping: display.model().typing !== null,
      afterDelete: afterDelete.current,
    });
    afterDelete.current = decoded.afterDelete;
    for (const event of decoded.events) display.dispatch(event);
  });
  usePaste((text) => display.dispatch({ kind: 'text', text }));
  return <FrameView lines={frame.lines} theme={frame.theme} />;
}
