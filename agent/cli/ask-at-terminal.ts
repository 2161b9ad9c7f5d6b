import { createInterface } from 'node:readline';
import type { Ask } from './seat.ts';

/**
 * Questions to whoever sits at the terminal, on standard error: standard output is for the result. The terminal keeps its
 * own line editing, so that Ctrl-C ends the program as everywhere.
 */
export function createAskAtTerminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask {
  return (question) =>
    new Promise((resolve) => {
      const lines = createInterface({ input, output, terminal: false });
      lines.once('close', () => resolve(null));
      lines.question(question, (answer) => {
        resolve(answer);
        lines.close();
      });
    });
}
