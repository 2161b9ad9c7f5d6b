/** The daily digest and the report to a provider. */
export const digestsEn = {
  'digest.subject': 'Schooldrum: {unit} on {day}',
} as const;
