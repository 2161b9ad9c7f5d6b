import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { Text } from '../../shared/text/text.ts';
import type { AskedSnapshot } from '../planning/ask-plan.ts';

export const exportFormats = ['csv', 'xlsx', 'html', 'pdf', 'docx', 'json', 'zip'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What narrows an export down, as far as it can be. */
export type ExportScope = {
  readonly schoolCode: string | null;
  readonly room: string | null;
  /** Of the report. */
  readonly period: 'mid-year' | 'end-year';
  /** Name of the earlier snapshot that a report is compared with. */
  readonly against?: string;
};

/** Everything that a file is made from: nothing else may get into it, so that the same input gives the same bytes. */
export type ExportInput = {
  readonly what: string;
  readonly plan: Plan;
  readonly asked: AskedSnapshot;
  /** The plan of `scope.against`. */
  readonly against?: Plan;
  readonly scope: ExportScope;
  /** Parameters that differ from the defaults, as typed. */
  readonly settings: Readonly<Record<string, string>>;
  /** `SD-XXXX-XXXX`, on every page. */
  readonly code: string;
  readonly text: Text;
  readonly csv: { readonly separator: ';' | ','; readonly bom: boolean };
};

/** Makes the bytes of one format. */
export type Render = (input: ExportInput) => Promise<Uint8Array>;

/** One thing that can be exported, how in each format, and by what it can be narrowed down. */
export type ExportKind = {
  readonly what: string;
  readonly formats: Readonly<Partial<Record<ExportFormat, Render>>>;
  readonly narrows?: readonly (keyof ExportScope)[];
};
