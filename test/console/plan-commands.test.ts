import { expect, test } from 'vitest';
import { parseCommandLine } from '../../console/cli.ts';
import { createText } from '../../shared/text/create-text.ts';
import { expectGolden } from './goldens.ts';
import { commandOf, runSample } from './sample-run.ts';

const parse = (...words: string[]) => parseCommandLine(words, createText('en'), '1');

test.each([
  [
    'plan',
    ['plan', '--set', 'budget.Xã Mai Sơn=200000000', '--set', 'price.student-pc=15000000', '--compare'],
  ],
  [
    'plan-difference',
    ['plan', '--set', 'norm.TH=20', '--set', 'price.student-pc=15000000', '--against', 'baseline'],
  ],
  ['plan-lease', ['plan', '--policy', 'teachable', '--lease', '5']],
  ['needs-of-school', ['needs', '--school', '51-001']],
  ['norms', ['norms']],
  ['norm-pack', ['norms', 'show', 'QN-1568-2018']],
  ['scenarios', ['scenario', 'list']],
] as const)('%s as plain text is as reviewed', async (name, words) => {
  for (const language of ['vi', 'en'] as const) {
    const { stdout } = await runSample(commandOf(...words), {}, { language });
    expectGolden(`plain/${name}-${language}.txt`, stdout);
  }
});

test('settings are flags and --set alike', () => {
  const wish = {
    snapshot: 'N',
    scenario: 'S',
    settings: {
      'norm.TH': '20',
      'budget.UBND xã A.B': '5',
      policy: 'teachable',
      rule: 'maxmin',
      lot: 'on',
      normSet: 'X',
    },
  };
  const words = ['plan', '--set', 'norm.TH=20', '--set', ' budget.UBND xã A.B = 5', '--policy', 'teachable'];
  expect(
    parse(...words, '--rule', 'maxmin', '--lot', '--norm-set', 'X', '--snapshot', 'N', '--scenario', 'S'),
  ).toMatchObject({
    ok: true,
    value: { command: { kind: 'plan', wish } },
  });
});

test.each([
  [['plan', '--set', 'norm.TH'], 'norm.TH'],
  [['plan', '--set', '=20'], '=20'],
  [['plan', '--set', 'policy=letter', '--policy', 'teachable'], 'policy'],
  [['plan', '--set', 'norm.TH=1', '--set', 'norm.TH=2'], 'norm.TH'],
  [['plan', '--rule', 'fair'], 'fair'],
  [['plan', '--lease', '0'], '0'],
  [['scenario', 'save', 'A'], '--set'],
  [['scenario', 'save'], 'name'],
] as const)('%j is refused, naming what is wrong', (words, named) => {
  const result = parse(...words);
  expect(result).toMatchObject({ ok: false, error: { code: 'SD-USAGE' } });
  expect(result.ok ? '' : result.error.values.reason).toContain(named);
});

test.each([
  [['plan', '--set', 'norm.TH=x'], 'SD-SETTING-INVALID'],
  [['plan', '--set', 'budget.Xã Khác=1'], 'SD-SETTING-INVALID'],
  [['plan', '--lease', '99'], 'SD-SETTING-INVALID'],
  [['plan', '--scenario', 'none'], 'SD-SCENARIO-UNKNOWN'],
  [['scenario', 'show', 'none'], 'SD-SCENARIO-UNKNOWN'],
  [['needs', '--school', 'none'], 'SD-SCHOOL-UNKNOWN'],
  [['norms', 'show', 'none'], 'SD-NORM-UNKNOWN'],
] as const)('%j ends with %s', async (words, code) => {
  await expect(runSample(commandOf(...words))).rejects.toThrow(code);
});

test('a scenario is asked for once, its settings under those of the line', async () => {
  const { stdout, asked } = await runSample(
    commandOf('plan', '--scenario', 'Năm 2027', '--set', 'norm.TH=18'),
    { json: true },
  );
  expect(JSON.parse(stdout).settings).toEqual({ 'norm.TH': '18', policy: 'teachable' });
  expect(asked.map(({ kind }) => kind)).toEqual(['scenarioList', 'planning']);
});

test('a scenario that the live picture refuses is never saved', async () => {
  const command = commandOf('scenario', 'save', 'Năm 2027', '--set', 'merge.51-001=none');
  await expect(runSample(command)).rejects.toThrow('SD-SETTING-INVALID');
  const { asked } = await runSample(commandOf('scenario', 'save', 'A', '--set', 'norm.TH=20', '--note', 'n'));
  expect(asked.at(-1)).toEqual({
    kind: 'scenarioSave',
    params: { name: 'A', settings: { 'norm.TH': '20' }, note: 'n' },
  });
});

test('plan --csv is the purchase list in codes', async () => {
  const { stdout } = await runSample(commandOf('plan', '--set', 'price.student-pc=15000000'), { csv: true });
  const [header, first] = stdout.split('\r\n');
  expect(header?.split(',')).toHaveLength(8);
  expect(first).toContain('Phường Đông Hà,51-002');
});
