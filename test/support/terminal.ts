import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';

const runFile = promisify(execFile);

/** A real terminal (tmux on a server of its own) that runs one shell. */
export type TestTerminal = {
  /** Keys by tmux's names (`Enter`, `Escape`, `C-c`), anything else as typed. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The screen as it is now, with its colours if asked. */
  readonly screen: (withColours?: boolean) => Promise<string>;
  /** Waits until the screen shows a text; fails with the screen. */
  readonly sees: (text: string | RegExp) => Promise<string>;
  /** Whether the second screen is shown, the cursor is hidden. */
  readonly modes: () => Promise<{ readonly isAlternate: boolean; readonly isCursorHidden: boolean }>;
  /** Everything that is written to it from now on is also appended to a file. */
  readonly recordTo: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens a terminal of a size with a plain shell. */
export async function openTestTerminal(
  tmux: string,
  size: { readonly columns: number; readonly rows: number },
  environment: Readonly<Record<string, string>> = {},
): Promise<TestTerminal> {
  const server = `schooldrum-${randomBytes(4).toString('hex')}`;
  const run = async (...parameters: readonly string[]): Promise<string> => {
    const { stdout } = await runFile(tmux, ['-L', server, '-f', '/dev/null', ...parameters]);
    return stdout;
  };
  const variables = Object.entries({ LANG: 'C.UTF-8', ...environment }).flatMap(([name, value]) => [
    '-e',
    `${name}=${value}`,
  ]);
  const place = ['-x', String(size.columns), '-y', String(size.rows)];
  await run('-u', 'new-session', '-d', '-s', 't', ...place, ...variables, 'sh');
  await run('set-option', '-g', 'status', 'off');
  await run('resize-window', '-t', 't', ...place);
  const screen = (withColours = false): Promise<string> =>
    run('capture-pane', '-p', '-t', 't', ...(withColours ? ['-e'] : []));
  return {
    press: async (...keys) => void (await run('send-keys', '-t', 't', ...keys)),
    type: async (text) => void (await run('send-keys', '-t', 't', '-l', text)),
    resize: async (columns, rows) =>
      void (await run('resize-window', '-t', 't', '-x', String(columns), '-y', String(rows))),
    screen,
    sees: async (text) => {
      const last = { shown: '' };
      const isShown = (shown: string): boolean =>
        typeof text === 'string' ? shown.includes(text) : text.test(shown);
      try {
        return await eventually(async () => {
          last.shown = await screen();
          return isShown(last.shown) ? last.shown : undefined;
        }, 20_000);
      } catch (cause) {
        throw new Error(`the terminal never showed ${String(text)}:\n${last.shown}`, { cause });
      }
    },
    modes: async () => {
      const shown = await run('display-message', '-p', '-t', 't', '#{alternate_on} #{cursor_flag}');
      const [alternate, cursor] = shown.trim().split(' ');
      return { isAlternate: alternate === '1', isCursorHidden: cursor === '0' };
    },
    recordTo: async (file) => void (await run('pipe-pane', '-t', 't', '-O', `exec cat >>'${file}'`)),
    close: async () => {
      await run('kill-server').catch(() => {});
    },
  };
}
