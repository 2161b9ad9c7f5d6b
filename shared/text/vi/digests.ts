/** The daily digest and the report to a provider. */
export const digestsVi = {
  'digest.subject': 'Schooldrum: tình hình {unit} ngày {day}',
} as const;
