import { mayAsk } from '../../broker/transport/access.ts';
import type { QueryKind } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { userRoles } from '../../shared/domain/device.ts';
import { describeSchema, fieldsOf } from './json-schema.ts';
import { code, document, type Page, table } from './markdown.ts';

export const queriesPage: Page = {
  file: 'queries.md',
  render: () =>
    document('Queries and commands', [
      'What a user may ask of the broker over MQTT (`ask`, answered page by page on `tell`), and what the broker’s own commands ask over its control socket. A role reaches only the units below its grant.',
      table(
        ['kind', ...userRoles],
        kinds().map((kind) => [
          code(kind),
          ...userRoles.map((role) => (mayAsk({ role }, kind) ? 'yes' : '')),
        ]),
      ),
      ...kinds().flatMap(section),
    ]),
};

function kinds(): QueryKind[] {
  return Object.keys(queryKinds).filter((kind) => kind in queryKinds) as QueryKind[];
}

function section(kind: QueryKind): string[] {
  const { params, body } = queryKinds[kind];
  const asked = fieldsOf(describeSchema(params));
  return [
    `## ${kind}`,
    asked.length === 0
      ? 'Takes no parameters.'
      : table(
          ['parameter', 'needed', 'type'],
          asked.map(({ path, type, isRequired }) => [code(path), isRequired ? 'yes' : 'no', type]),
        ),
    table(
      ['in the answer', 'type'],
      fieldsOf(describeSchema(body)).map(({ path, type }) => [code(path), type]),
    ),
  ];
}
