import type { ExportKind } from './export-kind.ts';
import { needsCsv } from './needs-csv.ts';

/** The one list of planning exports: a new one is a line here. */
export const exportKinds: readonly ExportKind[] = [{ what: 'needs', formats: { csv: needsCsv } }];
