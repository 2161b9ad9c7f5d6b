import { procurementLines } from '../../../shared/domain/plan/procurement-lines.ts';
import type { Render } from '../export-kind.ts';
import { htmlOf } from './html.ts';
import { needsForm } from './needs-form.ts';
import { pdfOf } from './pdf.ts';

/** The purchase list for signature, as a page. */
export const needsHtml: Render = (input) =>
  Promise.resolve(new TextEncoder().encode(htmlOf(needsForm(input, procurementLines(input.plan)))));

/** The purchase list for signature, as it is printed. */
export const needsPdf: Render = (input) => pdfOf(needsForm(input, procurementLines(input.plan)));
