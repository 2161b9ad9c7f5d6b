import type { ExportKind, ExportScope, Render } from './export-kind.ts';

/** The one list of planning exports: a new one is a line here. The code of each is loaded when it is asked for. */
export const exportKinds: readonly ExportKind[] = [
  {
    what: 'needs',
    formats: {
      csv: lazily(async () => (await import('./sheets/needs-book.ts')).needsCsv),
      xlsx: lazily(async () => (await import('./sheets/needs-book.ts')).needsXlsx),
      json: lazily(async () => (await import('./sheets/needs-book.ts')).needsJson),
      html: lazily(async () => (await import('./documents/needs-renders.ts')).needsHtml),
      pdf: lazily(async () => (await import('./documents/needs-renders.ts')).needsPdf),
    },
  },
  {
    what: 'statistics',
    formats: {
      csv: lazily(async () => (await import('./sheets/statistics-book.ts')).statisticsCsv),
      xlsx: lazily(async () => (await import('./sheets/statistics-book.ts')).statisticsXlsx),
      json: lazily(async () => (await import('./sheets/statistics-book.ts')).statisticsJson),
      html: lazily(async () => (await import('./documents/statistics-form.ts')).statisticsHtml),
      pdf: lazily(async () => (await import('./documents/statistics-form.ts')).statisticsPdf),
    },
  },
  {
    what: 'report',
    narrows: ['period', 'against'],
    formats: {
      csv: lazily(async () => (await import('./documents/report-renders.ts')).reportCsv),
      xlsx: lazily(async () => (await import('./documents/report-renders.ts')).reportXlsx),
      json: lazily(async () => (await import('./documents/report-renders.ts')).reportJson),
      html: lazily(async () => (await import('./documents/report-renders.ts')).reportHtml),
      pdf: lazily(async () => (await import('./documents/report-renders.ts')).reportPdf),
      docx: lazily(async () => (await import('./documents/report-renders.ts')).reportDocx),
    },
  },
  list('transfers', ['schoolCode']),
  list('disposals'),
  list('lab-sheet', ['schoolCode', 'room']),
  list('inventory'),
  list('outages'),
  list('security'),
  list('reconciliation'),
  list('sdg-4a1', ['schoolCode']),
  list('disclosure', ['schoolCode']),
  list('index-evidence'),
  list('checklist'),
  list('application-level'),
  list('giga', ['schoolCode']),
  list('glpi', ['schoolCode', 'room'], ['zip', 'json']),
];

/** One of the smaller lists and forms. */
function list(
  what: string,
  narrows: readonly (keyof ExportScope)[] = ['schoolCode'],
  formats: readonly ('csv' | 'json' | 'zip')[] = ['csv', 'json'],
): ExportKind {
  const render = (format: (typeof formats)[number]): Render =>
    lazily(async () => {
      const { listKinds } = await import('./lists/list-kinds.ts');
      const found = listKinds.find((kind) => kind.what === what)?.formats[format];
      if (found === undefined) throw new Error(`no list ${what} as ${format}`);
      return found;
    });
  return { what, narrows, formats: Object.fromEntries(formats.map((format) => [format, render(format)])) };
}

function lazily(load: () => Promise<Render>): Render {
  return async (input) => (await load())(input);
}
