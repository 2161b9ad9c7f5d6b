import type { z } from 'zod';
import { type LeavingField, leavingFields } from '../../agent/explain.ts';
import { order, orderBody } from '../../shared/contract/order.ts';
import { describeSchema, fieldsOf } from './json-schema.ts';
import { code, document, type Page, table } from './markdown.ts';
import { words } from './words.ts';

export const fieldsPage: Page = {
  file: 'fields.md',
  render: () =>
    document('Fields', [
      '## What leaves a machine',
      'Everything, and nothing else: a report is checked against the same schemas before it is sent. Every fact is optional; one that is missing is unknown, and `report.readings[].absent` says why. `schooldrum-agent explain` prints this list on the machine itself. Besides it, the broker sees the network address that a connection comes from.',
      'A machine that belongs to one person (roles teacher and office) reports once a day. Fields marked with ✗ never leave it, and its host name leaves only as a keyed hash unless the school says otherwise.',
      ...groups().flatMap(([name, fields]) => [`### ${name}`, leavingTable(fields)]),
      '## What the broker orders',
      'Sent to one machine; kept and re-sent after each birth until answered or expired, carried out once by `id`.',
      messageTable(order),
      ...orderBody.options.flatMap((body) => [`### order ${body.shape.kind.value}`, messageTable(body)]),
    ]),
};

/** Fields by their first level: the sections of a report and the messages around them. */
function groups(): (readonly [string, LeavingField[]])[] {
  const fields = leavingFields({ role: 'teacher' });
  return [...Map.groupBy(fields, ({ path }) => path.split('.')[0] ?? path)];
}

function leavingTable(fields: readonly LeavingField[]): string {
  return table(
    ['field', 'type', 'sent', 'personal', 'meaning', 'ý nghĩa'],
    fields.map(({ path, type, when, isWithheld }) => [
      code(path),
      type,
      words('en', `agent.explain.when.${when}`),
      isWithheld ? '✗' : '',
      words('en', `field.${path}`),
      words('vi', `field.${path}`),
    ]),
  );
}

function messageTable(schema: z.ZodType): string {
  return table(
    ['field', 'always there', 'type'],
    fieldsOf(describeSchema(schema)).map(({ path, type, isRequired }) => [
      code(path),
      isRequired ? 'yes' : 'no',
      type,
    ]),
  );
}
