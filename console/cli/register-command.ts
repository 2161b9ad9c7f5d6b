import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';

/** What a command line asks for of registers that people keep. */
export type RegisterCommand =
  | {
      readonly kind: 'import';
      readonly register: RegisterName;
      readonly path: string;
      readonly isDry: boolean;
      readonly strict: boolean;
      readonly replace: boolean;
    }
  /** Without a path to stdout. */
  | { readonly kind: 'template'; readonly register: RegisterName; readonly path: string | undefined }
  | { readonly kind: 'register'; readonly register: RegisterName }
  | {
      readonly kind: 'school-merge' | 'school-recode';
      readonly from: string;
      readonly to: string;
      readonly basis: string | undefined;
    };
