import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../console/cli.ts';
import { createText } from '../../shared/text/create-text.ts';
import { expectGolden } from './goldens.ts';

const parse = (line: string, language: 'vi' | 'en' = 'en') =>
  parseCommandLine(line === '' ? [] : line.split(' '), createText(language), '1.2.3');

test.each([
  ['', { kind: 'watch' }],
  [
    'line import a.csv --dry-run',
    { kind: 'import', register: 'lines', path: 'a.csv', isDry: true, strict: true, replace: false },
  ],
  ['findings', { kind: 'findings', where: {}, by: 'room' }],
  [
    'findings --school 51-001 --room PM1 --code smb-one --severity high --status open fixed --by code',
    {
      kind: 'findings',
      where: { schoolCode: '51-001', room: 'PM1' },
      by: 'code',
      code: 'smb-one',
      severity: 'high',
      statuses: ['open', 'fixed'],
    },
  ],
  [
    'findings --status all --by machine',
    { kind: 'findings', where: {}, by: 'machine', statuses: ['open', 'acknowledged', 'accepted', 'fixed'] },
  ],
  [
    'finding set smb-one --school 51-001 --status accepted --reason printer --until 2026-12-31',
    {
      kind: 'finding-set',
      where: { schoolCode: '51-001' },
      decision: { code: 'smb-one', status: 'accepted', reason: 'printer', until: '2026-12-31' },
    },
  ],
  ['finding trend --months 6', { kind: 'finding-trend', where: {}, months: 6 }],
  ['risk --by room', { kind: 'risk', where: {}, by: 'room' }],
  ['upgrades --school 51-001', { kind: 'upgrades', where: { schoolCode: '51-001' } }],
  ['review list', { kind: 'review-list', schoolCode: undefined }],
  ['review show --id 7', { kind: 'review-show', which: { id: 7 } }],
  [
    'review record --school 51-001 --month 2026-10',
    { kind: 'review-record', schoolCode: '51-001', month: '2026-10' },
  ],
  [
    'export review --school 51-001 -o review.csv',
    { kind: 'export-review', which: { schoolCode: '51-001' }, path: 'review.csv' },
  ],
  ['licence list --school 51-001', { kind: 'licence-list', schoolCode: '51-001' }],
  [
    'licence set --school 51-001 --product Kaspersky --seats 40 --until 2026-12-01',
    {
      kind: 'licence-set',
      licence: { schoolCode: '51-001', product: 'Kaspersky', seats: 40, expiresOn: '2026-12-01' },
    },
  ],
  ['licence remove 3', { kind: 'licence-remove', id: 3 }],
  ['policy show', { kind: 'policy-show' }],
  ['policy set --built-in-antivirus unlicensed', { kind: 'policy-set', builtInAntivirusIsLicensed: false }],
  ['watch', { kind: 'watch' }],
  ['devices --school 51-001', { kind: 'devices', schoolCode: '51-001' }],
  ['devices --room PM1', { kind: 'devices', schoolCode: undefined, room: 'PM1' }],
  ['device set d-abcdefghijklmnop --confirm-good', { kind: 'device-set', change: { confirmGood: true } }],
  [
    'device import may.csv --school 51-001 --strict',
    { kind: 'device-import', list: { path: 'may.csv', schoolCode: '51-001', strict: true } },
  ],
  ['device import may.csv', { kind: 'device-import', list: { schoolCode: undefined, strict: false } }],
  ['device show d-abcdefghijklmnop', { kind: 'device-show', deviceId: 'd-abcdefghijklmnop' }],
  [
    'device set d-abcdefghijklmnop --role student --room PM1',
    { kind: 'device-set', deviceId: 'd-abcdefghijklmnop', change: { role: 'student', room: 'PM1' } },
  ],
  ['needs', { kind: 'needs', wish: { snapshot: null, scenario: null, settings: {} } }],
  ['export needs', { kind: 'export', what: 'needs', path: undefined }],
  [
    'export needs --policy teachable --estimate --format csv -o a.csv',
    {
      ...{ kind: 'export', what: 'needs', format: 'csv', path: 'a.csv' },
      wish: { settings: { policy: 'teachable', estimate: 'on' } },
    },
  ],
])('%j is understood', (line, command) => {
  expect(parse(line)).toMatchObject({ ok: true, value: { command } });
});

test('a line is entered by command as in a list', () => {
  const set = (line: string) => {
    const parsed = parse(`line set ${line}`, 'vi');
    return parsed.ok ? parsed.value.command : parsed.error.values.reason;
  };
  expect(
    set('KD-1 --optical -20,5 --cost 1.500.000 --down 200Mbps --contract-ends 31/12/2027 --duty phụ'),
  ).toEqual({
    kind: 'line-set',
    entry: {
      ...{ lineId: 'KD-1', opticalDbm: -20.5, monthlyCost: 1_500_000, downMbps: 200 },
      ...{ contractEndsOn: '2027-12-31', duty: 'backup' },
    },
  });
  expect(set('KD-1 --medium FTTH --note none --optical none')).toMatchObject({
    entry: { medium: 'fibre', note: null, opticalDbm: null },
  });
  expect(set('KD-1')).toContain('line set cần ít nhất một trong --school, --site, --isp');
  expect(set('KD-1 --optical +21,5')).toBe(
    'công suất quang kỹ thuật viên đọc được (dBm) “+21,5”: nằm ngoài khoảng cho phép',
  );
  expect(set('KD-1 --cost -5')).toContain('“-5”: số âm');
  // A line cannot be without its provider, and none is called so.
  expect(set('KD-1 --isp none')).toContain('“none”: ô này trống');
  expect(set('KD-1 --up 1.500')).toContain('“1.500”: có thể hiểu hai cách');
  expect(set('KD-1 --contract-ends 2026-02-31')).toContain('không phải ngày');
  expect(set('KD-1 --medium none')).toContain('cáp quang');
  expect(set('mã --note x')).toContain('mã đường truyền “mã”: mã chỉ gồm chữ không dấu');
});

test('common flags stand before or after the command', () => {
  const flags = { json: true, lang: 'en', profile: 'p.json' };
  expect(parse('--lang en --json --profile p.json schools')).toMatchObject({ ok: true, value: { flags } });
  expect(parse('schools --lang en --json --profile p.json')).toMatchObject({ ok: true, value: { flags } });
});

test.each([
  'nonsense',
  '--nonsense',
  'schools extra',
  'device',
  'device set d-abcdefghijklmnop',
  'device set nobody --role student',
  'device import',
  'device set d-abcdefghijklmnop --role pupil',
  'devices --json --csv',
  'needs --denominator everyone',
  'export',
  'findings --code nonsense',
  'findings --device PC-01',
  'finding set smb-one --status acknowledged',
  'finding set nonsense --school 51-001 --status acknowledged',
  'finding set smb-one --school 51-001 --status accepted --reason printer',
  'finding set smb-one --school 51-001 --status fixed',
  'finding set smb-one --school 51-001 --status accepted --reason printer --until 31/12/2026',
  'finding trend --months none',
  'review show',
  'review show --school 51-001 --month 2026-13',
  'licence set --school 51-001 --product Kaspersky --seats many',
  'licence set --school 51-001 --product Kaspersky --seats 5 --until 2026-02-31',
  'licence set --school 51-001 --product Kaspersky --seats 5 --until 2026-13-01',
  'finding set smb-one --school 51-001 --status accepted --reason= --until 2026-12-31',
  'policy set',
  '--lang fr',
])('%j is one line with a code', (line) => {
  const parsed = parse(line);
  expect(parsed).toMatchObject({ ok: false, error: { code: 'SD-USAGE' } });
  const reason = parsed.ok ? '' : (parsed.error.values.reason ?? '');
  expect(reason).toMatch(/^[^\n]{5,200}$/);
  // What commander says when only its help would follow.
  expect(reason).not.toContain('outputHelp');
});

test.each([
  ['device set d-abcdefghijklmnop --role student --check', 'device set has no --check'],
  ['--csv device set d-abcdefghijklmnop --role student', 'device set has no --csv, but --role'],
  ['template lines --separator ;', 'template has no --separator, but --output, --profile, --lang'],
  ['export needs --json', 'export needs has no --json'],
  ['schools --room PM1', 'schools has no --room, but --json, --csv, --separator, --check'],
  ['snapshot list --check', 'snapshot list has no --check'],
  ['device --room PM1', 'device has no --room'],
  ['schools --jsn', 'unknown option --jsn; perhaps --json'],
])('%j is told what the command has', (line, words) => {
  const parsed = parse(line);
  expect(parsed.ok ? '' : parsed.error.values.reason).toContain(words);
});

test.each([
  'devices --check --csv --separator ;',
  '--check --json findings',
  'norms --csv',
  'norms show QN --csv',
  'watch --once --check',
  '--check',
  'export needs --separator , --check',
])('%j is obeyed', (line) => {
  expect(parse(line)).toMatchObject({ ok: true });
});

/** The help page of a command and of all below it. */
function pagesOf(path: readonly string[], language: 'vi' | 'en'): { path: string; page: string }[] {
  const line = [...path, '--help'].join(' ');
  const parsed = parse(line, language);
  const page = parsed.ok && parsed.value.command.kind === 'print' ? parsed.value.command.text : '';
  const [, listed = ''] = /^(?:Commands|Các lệnh):\n((?: .*\n)*)/m.exec(page) ?? [];
  const below = Array.from(listed.matchAll(/^ {2}([a-z][a-z0-9-]*)(?= |$)/gm), ([, name = '']) => name);
  return [{ path: path.join(' '), page }, ...below.flatMap((name) => pagesOf([...path, name], language))];
}

describe.each(['vi', 'en'] as const)('every page of the help, in %s', (language) => {
  const pages = pagesOf([], language);

  test('has words for everything', () => {
    expect(pages.length).toBeGreaterThan(80);
    for (const { path, page } of pages) {
      expect(page, path).not.toMatch(/\b(?:cli|usage|help)\.[a-z]|\{|undefined/);
    }
  });

  test('fits 80 columns, but for lines to paste', () => {
    const wide = pages.flatMap(({ page }) =>
      page.split('\n').filter((line) => line.normalize('NFC').length > 80),
    );
    expect(wide.filter((line) => !line.startsWith('  schooldrum '))).toEqual([]);
  });

  test('has examples that are understood', () => {
    const examples = pages.flatMap(({ page }) =>
      Array.from(page.matchAll(/^ {2}schooldrum (.+)$/gm), ([, line = '']) => line),
    );
    expect(examples.length).toBeGreaterThan(12);
    expect(examples.filter((line) => !parse(line, language).ok)).toEqual([]);
  });
});

test.each(['vi', 'en'] as const)('the help is as reviewed, in %s', (language) => {
  const pages = [
    '--help',
    'needs --help',
    'export needs --help',
    'devices --help',
    'device set --help',
    'device import --help',
  ].map((line) => {
    const parsed = parse(line, language);
    const text = parsed.ok && parsed.value.command.kind === 'print' ? parsed.value.command.text : '';
    return `$ schooldrum ${line}\n${text}`;
  });
  expectGolden(`help-${language}.txt`, pages.join('\n'));
});

test('the version is the product’s', () => {
  expect(parse('--version')).toMatchObject({
    ok: true,
    value: { command: { kind: 'print', text: '1.2.3\n' } },
  });
});
