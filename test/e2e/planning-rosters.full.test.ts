import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beatingMachines } from '../support/beating-machines.ts';
import { openPlanningOffice, type PlanningOffice } from '../support/console-call.ts';
import { openResources } from '../support/resources.ts';
import { knownRoster, rosterCsv, type School, school } from './planning-rosters.ts';

/** From the roster's file to `needs --json`. */
const resources = openResources();
let office: PlanningOffice;

const beating: Readonly<Record<string, number>> = {
  'M-80': 4,
  'M-60': 3,
  'M-ZERO': 2,
  'M-BLANK': 2,
  'M-PLENTY': 6,
};

beforeAll(async () => {
  office = await openPlanningOffice(resources);
  const imported = await office.roster(rosterCsv(knownRoster));
  if (imported.status !== 0) throw new Error(`${imported.stdout}${imported.stderr}`);
  for (const [schoolCode, count] of Object.entries(beating)) {
    office.installation.broker('room', 'set', 'PM1', '--school', schoolCode, '--kind', 'lab');
    await beatingMachines(office.installation, { schoolCode, room: 'PM1', role: 'student', count });
  }
});

afterAll(() => resources[Symbol.asyncDispose]());

const answers = new Map<string, Record<string, unknown>>();

/** `needs --json` of the roster, which does not change: each question is asked once. */
function needs(...words: readonly string[]): Record<string, unknown> {
  const key = words.join(' ');
  const known = answers.get(key) ?? office.json('needs', ...words);
  answers.set(key, known);
  return known;
}

describe('the worked examples', () => {
  const examples = [
    ['E-TH', 13, 18, 18, 21],
    ['E-THCS', 30, 22, 30, 30],
    ['E-TWO', 18, 19, 19, 22],
    ['E-THPT', 40, 22, null, 88],
    ['E-24', 1, 10, 10, 2],
    ['E-25', 2, 10, 10, 2],
    ['E-NONE', 0, 0, 0, 2],
    ['E-MN', 0, 0, 0, 0],
  ] as const;

  test('by the letter, with seats, and over all pupils', () => {
    const [letter, teachable, enrolled] = [
      needs(),
      needs('--policy', 'teachable'),
      needs('--denominator', 'enrolled'),
    ];
    expect(enrolled).toMatchObject({ denominator: 'enrolled' });
    for (const [code, normNeed, seatFloor, needed, byEnrolled] of examples) {
      expect(school(letter, code)).toMatchObject({
        normNeed,
        seatFloor,
        needed: normNeed,
        deficit: normNeed,
      });
      if (needed !== null)
        expect(school(teachable, code)).toMatchObject({ normNeed, needed, deficit: needed });
      expect(school(enrolled, code)).toMatchObject({ normNeed: byEnrolled });
    }
    // 11 of 24 classes × 2 periods ÷ (35 × 0.85) is less than one lab.
    expect(school(teachable, 'E-THPT')).toMatchObject({ labsNeeded: 1, needed: 40 });
  });

  test('a nursery has no Informatics, and says so', () => {
    expect(school(needs(), 'E-MN')).toMatchObject({
      levels: [{ level: 'MN', counted: 0, problem: 'not-applicable' }],
    });
  });
});

describe('what nobody gave', () => {
  test('a blank number of pupils leaves its level out, and names it', () => {
    const document = needs();
    expect(school(document, 'G-BLANK')).toMatchObject({
      ...{ normNeed: null, needed: null, deficit: null, declared: 7 },
      levels: [{ problem: 'missing-data' }],
    });
    expect(school(document, 'G-THPT')).toMatchObject({ needed: null, levels: [{ problem: 'missing-data' }] });
    expect(school(document, 'G-GDTX')).toMatchObject({ needed: null, levels: [{ problem: 'no-norm' }] });
    const missing = (document.totals as { missing: { schoolCode: string }[] }).missing;
    const named = missing.map(({ schoolCode }) => schoolCode);
    expect(named).toEqual(expect.arrayContaining(['G-BLANK', 'G-THPT', 'G-GDTX', 'G-EST', 'M-BLANK']));
    expect(named).not.toContain('E-TH');
  });

  test('--estimate fills what the curriculum settles, and flags it', () => {
    const document = needs('--estimate');
    // 101 × 3/5 = 60.6 → 61 → 3; 90 → 6.
    expect(school(document, 'G-EST')).toMatchObject({
      ...{ normNeed: 9, flags: ['informatics-estimated'] },
      levels: [
        { counted: 61, normNeed: 3 },
        { counted: 90, normNeed: 6 },
      ],
    });
    expect(school(document, 'G-THPT')).toMatchObject({ normNeed: null });
  });

  test('a largest class that nobody gave leaves seats unknown, and the letter known', () => {
    const teachable = needs('--policy', 'teachable');
    expect(school(teachable, 'G-CLASS')).toMatchObject({
      normNeed: 9,
      seatFloor: null,
      needed: null,
      deficit: null,
    });
    expect(school(needs(), 'G-CLASS')).toMatchObject({ needed: 9, deficit: 9 });
  });
});

describe('seats and labs', () => {
  test('floors stand per site and are summed; pupils are divided once', () => {
    const document = needs('--policy', 'teachable');
    // ceil(108/24) = 5; ceil(30/2) + ceil(21/2) = 26.
    expect(school(document, 'S-SITES')).toMatchObject({
      normNeed: 5,
      seatFloor: 26,
      labsNeeded: 2,
      needed: 26,
    });
    expect(school(document, 'S-THREE')).toMatchObject({ normNeed: 8, seatFloor: 12, needed: 12 });
    // 36 ÷ (35 × 0.85 = 29.75) → 2 labs of 23; 30 ÷ (30 × 0.85 = 25.5) → 2.
    expect(school(document, 'S-LABS')).toMatchObject({
      labsNeeded: 2,
      seatFloor: 23,
      normNeed: 100,
      needed: 100,
    });
    expect(school(document, 'S-LABS1')).toMatchObject({ labsNeeded: 2 });
  });
});

describe('what a deficit rests on', () => {
  test('80 % of the declared machines beat: counted ones; fewer: the declaration', () => {
    const document = needs();
    expect(school(document, 'M-80')).toMatchObject({
      registered: 4,
      usable: 4,
      basis: 'measured',
      deficit: 9,
    });
    expect(school(document, 'M-60')).toMatchObject({
      registered: 3,
      usable: 3,
      basis: 'declared',
      deficit: 8,
    });
    expect(school(document, 'M-ZERO')).toMatchObject({
      declared: 0,
      registered: 2,
      basis: 'measured',
      deficit: 11,
    });
    expect(school(document, 'M-BLANK')).toMatchObject({
      declared: null,
      basis: 'insufficient',
      deficit: null,
    });
    expect(school(document, 'E-TH')).toMatchObject({ registered: 0, basis: 'declared', deficit: 13 });
  });

  test('totals are sums of schools, apart by what they rest on; a surplus is never set against them', () => {
    const document = needs();
    const all = document.schools as readonly School[];
    const sum = (figure: string, isIn: (one: School) => boolean) =>
      all.filter(isIn).reduce((total, one) => total + Number(one[figure] ?? 0), 0);
    const isKnown = ({ deficit }: School) => deficit !== null;
    expect(document.totals).toMatchObject({
      deficit: sum('deficit', ({ basis }) => basis === 'measured'),
      deficitDeclared: sum('deficit', ({ basis }) => basis === 'declared'),
      needed: sum('needed', isKnown),
      normNeed: sum('normNeed', isKnown),
      surplus: sum('surplus', isKnown),
    });
    // 6 usable, 1 needed, 2 in reserve.
    expect(school(document, 'M-PLENTY')).toMatchObject({ needed: 1, usable: 6, deficit: 0, surplus: 3 });
  });
});

describe('money', () => {
  test('stays with its owner, buys nothing at 0 and everything when there is enough', () => {
    const bought = (document: Record<string, unknown>, owner: string) =>
      (document.allocation as readonly { owner: string; action: string; quantity: number; item: string }[])
        .filter((line) => line.owner === owner && line.action === 'buy' && line.item === 'student-pc')
        .reduce((total, { quantity }) => total + quantity, 0);
    const none = office.json('plan', '--set', 'budget.Xã Đông=0');
    expect(bought(none, 'Xã Đông')).toBe(0);
    expect(bought(none, 'Xã Tây')).toBeGreaterThan(0);
    const rich = office.json(
      'plan',
      '--set',
      'budget.Xã Đông=90000000000',
      '--set',
      'budget.Xã Tây=90000000000',
    );
    expect(rich).toMatchObject({ minCoverageAfter: 1 });
    const tight = office.json(
      'plan',
      '--set',
      'budget.Xã Đông=500000000',
      '--set',
      'budget.Xã Tây=500000000',
    );
    for (const budget of tight.budgets as readonly {
      owner: string;
      budget: number | null;
      spent: number;
    }[]) {
      if (budget.budget !== null) expect(budget.spent).toBeLessThanOrEqual(budget.budget);
      expect(Number.isSafeInteger(budget.spent)).toBe(true);
    }
    expect(Number(tight.minCoverageAfter)).toBeLessThanOrEqual(1);
  });

  test('a province’s own pack stands beside the shipped one', async () => {
    const path = join(office.folder, 'norms.json');
    const words = { vi: 'Định mức tỉnh', en: 'Norm of the province' };
    const pack = {
      ...{ id: 'TINH-2026', title: words, exportHeader: words, legalBasis: '12/2026/QĐ-UBND', scope: words },
      ...{ province: null, validFrom: '2026-01-01', validUntil: null, source: '12/2026/QĐ-UBND' },
      sourceDate: '2026-01-01',
      pupilsPerComputer: { TH: { value: 20, status: 'norm', basis: '12/2026/QĐ-UBND, Phụ lục' } },
      items: [],
    };
    await writeFile(path, JSON.stringify(pack));
    const imported = office.console('import', 'norms', path);
    expect(imported).toMatchObject({ status: 0 });
    const document = office.json('needs', '--norm-set', 'TINH-2026');
    expect(document).toMatchObject({ normSet: 'TINH-2026' });
    expect(school(document, 'E-TH')).toMatchObject({ normNeed: 15 });
    // It norms no other level: unknown, never zero.
    expect(school(document, 'E-THCS')).toMatchObject({ normNeed: null, levels: [{ problem: 'no-norm' }] });
    expect(school(office.json('needs', '--norm-set', 'QN-1568-2018'), 'E-TH')).toMatchObject({
      normNeed: 13,
    });
    expect(office.console('needs', '--norm-set', 'NONE')).toMatchObject({ status: 64, stdout: '' });
  });
});
