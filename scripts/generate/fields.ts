import type { z } from 'zod';
import { answer, order, orderBody } from '../../shared/contract/order.ts';
import { factSchemas } from '../../shared/contract/readings.ts';
import { report } from '../../shared/contract/report.ts';
import { birth, death } from '../../shared/contract/status.ts';
import { sections } from '../../shared/domain/reading.ts';
import { describeSchema, type Field, fieldsOf } from './json-schema.ts';
import { code, document, type Page, table } from './markdown.ts';

export const fieldsPage: Page = {
  file: 'fields.md',
  render: () =>
    document('Fields', [
      'Everything that leaves a machine, and nothing else: each section is validated against the contract before it is sent. Every fact is optional. One that is missing is unknown, and `absent` says why: no data, unsupported, denied, failed, timed out, or frozen disk. `schooldrum-agent explain` prints the same list on the machine itself.',
      ...sections.flatMap((section) => [`## ${section}`, fieldTable(factSchemas[section])]),
      '# Messages',
      ...Object.entries({ report, birth, death, answer, order }).flatMap(([name, schema]) => [
        `## ${name}`,
        messageTable(schema),
      ]),
      ...orderBody.options.flatMap((body) => [`### order ${body.shape.kind.value}`, messageTable(body)]),
    ]),
};

function fieldTable(schema: z.ZodType): string {
  return table(
    ['field', 'type'],
    fieldsOf(describeSchema(schema)).map(({ path, type }) => [code(path), type]),
  );
}

/** Facts inside a report are the sections above; here stands what is around them. */
function messageTable(schema: z.ZodType): string {
  const isOutside = ({ path }: Field): boolean => !path.startsWith('readings[]');
  return table(
    ['field', 'always there', 'type'],
    fieldsOf(describeSchema(schema))
      .filter(isOutside)
      .map(({ path, type, isRequired }) => [code(path), isRequired ? 'yes' : 'no', type]),
  );
}
