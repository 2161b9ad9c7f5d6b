import type { Command as Parser } from 'commander';
import { type RegisterName, registerNames } from '../../shared/domain/snapshot/registers.ts';
import { withCheck, withJson, withListing } from './output.ts';
import { add, addExamples, addNote, type ParseRun } from './parser.ts';
import type { RegisterCommand } from './register-command.ts';

type ImportFlags = { dryRun?: true; strict?: true; replace?: true };

/** `import WHAT FILE`, `template WHAT`, `register WHAT`, `school merge|recode`. */
export function addRegisters(program: Parser, run: ParseRun): void {
  const { text } = run;
  const names = `${text.t('cli.registers.what', { names: registerNames.join(', ') })}`;
  const imported = add(program, 'import <what> <file>', text.t('cli.registers.import'))
    .option('--dry-run', text.t('cli.dryRun'))
    .option('--strict', text.t('cli.registers.strict'))
    .option('--replace', text.t('cli.registers.replace'))
    .action((what: string, path: string, { dryRun, strict, replace }: ImportFlags) => {
      const wish = { isDry: dryRun === true, strict: strict === true, replace: replace === true };
      named(run, what, (register) => ({ kind: 'import', register, path, ...wish }));
    });
  addNote(withCheck(withJson(imported, run), run, 'import'), names);
  addExamples(imported, run, ['import rooms rooms.xlsx --dry-run']);
  const template = add(program, 'template <what>', text.t('cli.registers.template'))
    .option('-o, --output <file>', text.t('cli.registers.output'))
    .action((what: string, { output }: { output?: string }) => {
      named(run, what, (register) => ({ kind: 'template', register, path: output }));
    });
  addNote(template, names);
  addExamples(template, run, ['template rooms -o rooms.xlsx']);
  const register = add(program, 'register <what>', text.t('cli.registers.show'));
  addNote(withListing(register, run), names).action((what: string) => {
    named(run, what, (name) => ({ kind: 'register', register: name }));
  });
  addSchoolMoves(program, run);
}

function addSchoolMoves(program: Parser, run: ParseRun): void {
  const { text } = run;
  const school = add(program, 'school', text.t('cli.registers.school'));
  const merge = add(school, 'merge <from> <into>', text.t('cli.registers.merge'))
    .option('--basis <text>', text.t('cli.registers.basis'))
    .action((from: string, to: string, { basis }: { basis?: string }) => {
      run.command = { kind: 'school-merge', from, to, basis };
    });
  withJson(merge, run);
  const recode = add(school, 'recode <old> <new>', text.t('cli.registers.recode'))
    .option('--basis <text>', text.t('cli.registers.basis'))
    .action((from: string, to: string, { basis }: { basis?: string }) => {
      run.command = { kind: 'school-recode', from, to, basis };
    });
  withJson(recode, run);
}

/** A register by its stable name. */
function named(run: ParseRun, what: string, commandOf: (register: RegisterName) => RegisterCommand): void {
  const register = registerNames.find((name) => name === what);
  if (register === undefined) {
    run.problem = run.text.t('cli.registers.unknown', { name: what, names: registerNames.join(', ') });
    return;
  }
  run.command = commandOf(register);
}
