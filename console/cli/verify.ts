import type { Command as Parser } from 'commander';
import { withCheck, withJson } from './output.ts';
import { add, type ParseRun } from './parser.ts';

/** `verify FILE|CODE`: whether a file is still the one that was exported. */
export function addVerify(program: Parser, run: ParseRun): void {
  const verify = add(program, 'verify <file-or-code>', run.text.t('cli.verify'));
  withCheck(withJson(verify, run), run, 'verify').action((fileOrCode: string) => {
    run.command = { kind: 'verify', fileOrCode };
  });
}
