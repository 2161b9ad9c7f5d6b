const instants = new Set([
  'asAt',
  'since',
  'lastFoundAt',
  'fixedAt',
  'decidedAt',
  'acceptedUntil',
  'stateSince',
  'testedAt',
  'measuredAt',
  'checkedAt',
  'lastSentAt',
  'at',
  'start',
  'end',
  'from',
  'until',
]);

/** A document whose instants, numbers on the wire, are ISO 8601 in UTC as in all JSON output. */
export function isoFields(document: object): object {
  return JSON.parse(
    JSON.stringify(document, (name, value: unknown) =>
      instants.has(name) && typeof value === 'number' ? new Date(value).toISOString() : value,
    ),
  );
}
