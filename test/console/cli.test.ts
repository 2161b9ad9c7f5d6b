import { expect, test } from 'vitest';
import { parseCommandLine } from '../../console/cli.ts';
import { createText } from '../../shared/text/create-text.ts';
import { expectGolden } from './goldens.ts';

const parse = (line: string, language: 'vi' | 'en' = 'en') =>
  parseCommandLine(line === '' ? [] : line.split(' '), createText(language), '1.2.3');

test.each([
  ['', { kind: 'watch' }],
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
  ['needs', { kind: 'needs', options: { denominator: 'informatics', policy: 'letter', estimate: false } }],
  ['export needs', { kind: 'export-needs', path: undefined }],
  [
    'export needs --policy teachable --estimate --format csv -o a.csv',
    {
      kind: 'export-needs',
      path: 'a.csv',
      options: { denominator: 'informatics', policy: 'teachable', estimate: true },
    },
  ],
])('%j is understood', (line, command) => {
  expect(parse(line)).toMatchObject({ ok: true, value: { command } });
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
  '--lang fr',
])('%j is one line with a code', (line) => {
  const parsed = parse(line);
  expect(parsed).toMatchObject({ ok: false, error: { code: 'SD-USAGE' } });
  const reason = parsed.ok ? '' : (parsed.error.values.reason ?? '');
  expect(reason).toMatch(/^[^\n]{5,200}$/);
  // What commander says when only its help would follow.
  expect(reason).not.toContain('outputHelp');
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
