import { render } from 'ink';
import { Console } from './components/Console.tsx';
import type { Display } from './state/display.ts';

export type Terminal = {
  /** Resolves when the screen has been given back, whoever closed it. */
  readonly closed: Promise<void>;
  readonly close: () => void;
};

/**
 * Draws a display on the terminal's second screen until it is closed. The first screen, the cursor and the keyboard mode
 * come back on every way out: key, signal or exception.
 */
export function openTerminal(
  display: Display,
  stdout: NodeJS.WriteStream,
  stdin: NodeJS.ReadStream,
): Terminal {
  const instance = render(<Console display={display} />, {
    stdout,
    stdin,
    // Ink draws nothing where CI is set; whether this is a terminal is decided before we come here.
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    patchConsole: false,
    exitOnCtrlC: false,
    maxFps: 30,
  });
  return {
    closed: instance.waitUntilExit().then(() => {}),
    close: () => instance.unmount(),
  };
}
