/** Rosters with known answers. Figures: 1568/SGDĐT-GDTrH 2018, 24/16/12 pupils a PC. */
export const rosterHeader =
  'school_code,school_name,level,commune,owner,site_code,students,informatics_students,classes,largest_class,practice_pupils_per_pc,sessions,declared_student_pcs';

/** Code, level, site, pupils, Informatics pupils, classes, largest class, pupils per PC, sessions, declared PCs. */
export type RosterLine = readonly [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

export const knownRoster: readonly RosterLine[] = [
  // The worked examples.
  ['E-TH', 'TH', '', '500', '300', '15', '35', '', '', '0'],
  ['E-THCS', 'THCS', '', '480', '480', '12', '44', '', '', '0'],
  ['E-TWO', 'TH', '', '230', '138', '8', '31', '', '', '0'],
  ['E-TWO', 'THCS', '', '190', '190', '6', '38', '', '', '0'],
  ['E-THPT', 'THPT', '', '1050', '473', '24', '43', '', '', '0'],
  ['E-24', 'TH', '', '40', '24', '2', '20', '', '', '0'],
  ['E-25', 'TH', '', '40', '25', '2', '20', '', '', '0'],
  ['E-NONE', 'TH', '', '40', '0', '2', '20', '', '', '0'],
  ['E-MN', 'MN', '', '200', '', '8', '30', '', '', '0'],
  // A number of pupils that nobody gave, and one that a curriculum settles.
  ['G-BLANK', 'TH', '', '', '', '5', '30', '', '', '7'],
  ['G-EST', 'TH', '', '101', '', '4', '30', '', '', '0'],
  ['G-EST', 'THCS', '', '90', '', '3', '30', '', '', '0'],
  ['G-THPT', 'THPT', '', '700', '', '18', '42', '', '', '0'],
  ['G-GDTX', 'GDTX', '', '300', '300', '9', '40', '', '', '0'],
  ['G-CLASS', 'TH', '', '300', '200', '9', '', '', '', '0'],
  // Sites share nothing; three pupils a PC; more classes than one lab can take.
  ['S-SITES', 'TH', '', '120', '72', '4', '30', '', '', '0'],
  ['S-SITES', 'TH', 'DL', '60', '36', '3', '21', '', '', '0'],
  ['S-THREE', 'TH', '', '300', '180', '10', '35', '3', '', '0'],
  ['S-LABS', 'THCS', '', '1600', '1600', '36', '45', '', '', '0'],
  ['S-LABS1', 'THCS', '', '1600', '1600', '30', '45', '', '1', '0'],
  // What the deficit rests on.
  ['M-80', 'TH', '', '500', '300', '15', '35', '', '', '5'],
  ['M-60', 'TH', '', '500', '300', '15', '35', '', '', '5'],
  ['M-ZERO', 'TH', '', '500', '300', '15', '35', '', '', '0'],
  ['M-BLANK', 'TH', '', '500', '300', '15', '35', '', '', ''],
  ['M-PLENTY', 'TH', '', '40', '24', '2', '20', '', '', '6'],
];

const communes = ['Xã Đông', 'Xã Tây'];

export function rosterCsv(list: readonly RosterLine[]): string {
  const codes = [...new Set(list.map(([code]) => code))];
  const lines = list.map(([code, level, site, ...numbers]) => {
    const commune = communes[codes.indexOf(code) % 2] ?? '';
    return [code, `Trường ${code}`, level, commune, '', site, ...numbers].join(',');
  });
  return [rosterHeader, ...lines, ''].join('\n');
}

export type School = Readonly<Record<string, unknown>> & { readonly schoolCode: string };

export function school(document: Record<string, unknown>, code: string): School {
  const found = (document.schools as readonly School[]).find(({ schoolCode }) => schoolCode === code);
  if (found === undefined) throw new Error(code);
  return found;
}
