import type { Command as Parser } from 'commander';
import { add, type ParseRun } from './parser.ts';

/** `verify FILE|CODE`: whether a file is still the one that was exported. */
export function addVerify(program: Parser, run: ParseRun): void {
  add(program, 'verify <file-or-code>', run.text.t('cli.verify')).action((fileOrCode: string) => {
    run.command = { kind: 'verify', fileOrCode };
  });
}
