import type { ExportFormat, ExportScope } from '../export/export-kind.ts';
import type { PlanWish } from './plan-command.ts';

/** What a command line asks for of a planner's file. */
export type ExportCommand = {
  readonly kind: 'export';
  readonly what: string;
  readonly wish: PlanWish;
  readonly scope: ExportScope;
  readonly format: ExportFormat;
  /** With a byte-order mark, by which Excel knows UTF-8. */
  readonly bom: boolean;
  /** Without a path to stdout. */
  readonly path: string | undefined;
};
