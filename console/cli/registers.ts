import type { Command as Parser } from 'commander';
import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';
import type { ParseRun } from './parser.ts';

export type RegisterCommand = {
  readonly kind: 'import';
  readonly register: RegisterName;
  readonly path: string;
  readonly isDry: boolean;
  readonly strict: boolean;
  readonly replace: boolean;
};

/** `import WHAT FILE`, `template WHAT`, `register WHAT`, `school merge|recode`. */
export function addRegisters(_program: Parser, _run: ParseRun): void {}
