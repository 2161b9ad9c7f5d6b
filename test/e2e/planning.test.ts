import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beatingMachines } from '../support/beating-machines.ts';
import { openPlanningOffice, type PlanningOffice } from '../support/console-call.ts';
import { openResources } from '../support/resources.ts';

const resources = openResources();
let office: PlanningOffice;

const roster = `school_code,school_name,level,commune,students,informatics_students,classes,largest_class,declared_student_pcs
A,TH Kim Đồng,TH,Xã Một,500,300,15,35,5
B,THCS Lê Lợi,THCS,Xã Một,480,480,12,44,20
C,THCS Phan Chu Trinh,THCS,Phường Hai,320,320,9,40,
`;

beforeAll(async () => {
  office = await openPlanningOffice(resources);
  const imported = await office.roster(roster);
  if (imported.status !== 0) throw new Error(imported.stderr);
  const { installation } = office;
  installation.broker('room', 'set', 'PM1', '--school', 'A', '--kind', 'lab', '--seats', '40');
  const at = { schoolCode: 'A', room: 'PM1', role: 'student', count: 5 };
  const [broken = ''] = await beatingMachines(installation, at);
  installation.broker('device', 'set', broken, '--state', 'broken');
}, 60_000);

afterAll(() => resources[Symbol.asyncDispose]());

type School = Readonly<Record<string, unknown>> & { readonly schoolCode: string };

function schoolsOf(document: Record<string, unknown>): readonly School[] {
  return document.schools as readonly School[];
}

describe('needs', () => {
  test('are measured where machines beat, declared where they are declared, named where nobody says', () => {
    const document = office.json('needs');
    const [a, b, c] = schoolsOf(document).filter(({ schoolCode }) => ['A', 'B', 'C'].includes(schoolCode));
    expect(a).toMatchObject({
      ...{ normNeed: 13, seatFloor: 18, labsNeeded: 1, needed: 13, declared: 5, registered: 5, usable: 4 },
      ...{ basis: 'measured', deficit: 9, surplus: 0 },
      levels: [{ level: 'TH', students: 500, counted: 300, ratio: 24, normNeed: 13, problem: null }],
    });
    expect(b).toMatchObject({
      needed: 30,
      declared: 20,
      registered: 0,
      usable: 0,
      basis: 'declared',
      deficit: 10,
    });
    expect(c).toMatchObject({ needed: 20, declared: null, basis: 'insufficient', deficit: null });
    expect(document).toMatchObject({
      ...{ normSet: 'QN-1568-2018', denominator: 'informatics', policy: 'letter' },
      totals: { deficit: 9, deficitDeclared: 10, surplus: 0 },
    });
  });

  test('of one school name each machine and why it is not counted', () => {
    const document = office.json('needs', '--school', 'A');
    const machines = document.machines as readonly Record<string, unknown>[];
    expect(machines.map(({ reason }) => reason).sort()).toEqual(
      [null, null, null, null, 'state-broken'].sort(),
    );
    expect(schoolsOf(document).map(({ schoolCode }) => schoolCode)).toEqual(['A']);
    const text = office.console('needs').stdout;
    expect(text).toContain('  TH Kim Đồng: 1 broken\n');
    expect(office.console('needs', '--school', 'X')).toMatchObject({ status: 65, stdout: '' });
  });

  test('--check tells that something is missing', () => {
    expect(office.console('needs', '--check').status).toBe(2);
  });
});

describe('what if', () => {
  test('parameters change the plan, and are named in it', () => {
    const document = office.json('plan', '--set', 'budget.Xã Một=300000000', '--set', 'norm.TH=20');
    expect(document).toMatchObject({
      settings: { 'budget.Xã Một': '300000000', 'norm.TH': '20' },
      rule: 'maxmin',
    });
    expect(schoolsOf(document).find(({ schoolCode }) => schoolCode === 'A')).toMatchObject({ needed: 15 });
    const budgets = document.budgets as readonly { owner: string; budget: number | null; spent: number }[];
    const own = budgets.find(({ owner }) => owner === 'Xã Một');
    expect(own).toMatchObject({ budget: 300_000_000 });
    expect(own?.spent ?? Number.NaN).toBeLessThanOrEqual(300_000_000);
    const lines = document.allocation as readonly Record<string, unknown>[];
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['owner', 'schoolCode', 'action', 'item', 'quantity', 'unitPrice', 'amount']),
      );
    }
    const spent = lines
      .filter(({ owner, action }) => owner === 'Xã Một' && action !== 'recurring')
      .reduce((sum, { amount }) => sum + Number(amount), 0);
    expect(spent).toBe(own?.spent);
  });

  test('a flag is a setting; an unknown owner is refused by name', () => {
    expect(office.json('needs', '--policy', 'teachable').settings).toEqual({ policy: 'teachable' });
    expect(office.json('needs', '--policy', 'letter').settings).toEqual({});
    const unknown = office.console('plan', '--set', 'budget.Xã Ba=1');
    expect(unknown.status).toBe(64);
    expect(unknown.stderr).toMatch(/^SD-SETTING-INVALID: .*budget\.Xã Ba.*Phường Hai, Xã Một/);
  });

  test('against the baseline only the difference is shown', () => {
    const { difference } = office.json('plan', '--set', 'norm.TH=20', '--against', 'baseline');
    expect(difference).toMatchObject({
      // S1 is what every installation of a test begins with.
      schools: [
        { schoolCode: 'A', needed: { before: 13, after: 15, change: 2 }, bought: { change: 2 } },
        { schoolCode: 'S1', needed: { change: 2 }, deficit: { change: null } },
      ],
      totals: { deficit: { before: 9, after: 11, change: 2 }, deficitDeclared: { change: 0 } },
    });
  });

  test('the four rules stand side by side, and renting beside buying', () => {
    const { rules, lease } = office.json('plan', '--compare', '--lease', '5');
    expect((rules as { rule: string }[]).map(({ rule }) => rule)).toEqual([
      'maxmin',
      'equalRatio',
      'proportional',
      'priorityFirst',
    ]);
    expect(lease).toMatchObject({ years: 5 });
  });
});

describe('scenarios', () => {
  test('are saved with role and day, used, and removed', () => {
    const saved = office.json('scenario', 'save', 'Năm 2027', '--set', 'norm.TH=20', '--note', 'Họp 20/11');
    expect(saved).toMatchObject({
      scenarios: [{ name: 'Năm 2027', settings: { 'norm.TH': '20' }, note: 'Họp 20/11', role: 'admin' }],
    });
    expect(office.json('plan', '--scenario', 'Năm 2027').settings).toEqual({ 'norm.TH': '20' });
    const over = office.json('plan', '--scenario', 'Năm 2027', '--set', 'norm.TH=18');
    expect(over.settings).toEqual({ 'norm.TH': '18' });
    expect(office.console('scenario', 'save', 'Sai', '--set', 'norm.MN=3')).toMatchObject({ status: 64 });
    expect(office.console('scenario', 'list').stdout).toContain('Năm 2027');
    expect(office.console('scenario', 'remove', 'Năm 2027').status).toBe(0);
    expect(office.console('scenario', 'show', 'Năm 2027')).toMatchObject({ status: 66, stdout: '' });
    expect(office.console('plan', '--scenario', 'Năm 2027').stderr).toContain('SD-SCENARIO-UNKNOWN');
  });
});

test('norm packs tell of each rule what binds: guidance is never called a norm', () => {
  const { normSets } = office.json('norms');
  expect((normSets as { id: string }[]).map(({ id }) => id)).toContain('QN-1568-2018');
  const shown = office.console('norms', 'show', 'QN-1568-2018').stdout;
  expect(shown).toMatch(/Pupils per PC, level TH +24 +guidance +1568/);
  expect(office.console('norms', 'show', 'NONE')).toMatchObject({ status: 66 });
});

test('the same snapshot gives the same bytes, whatever happens in the schools meanwhile', async () => {
  const { installation } = office;
  const taken = installation.broker('snapshot', '--name', 'chốt 1');
  expect(taken).toMatchObject({ status: 0, stderr: '' });
  const plan = () =>
    office.console('plan', '--snapshot', 'chốt 1', '--set', 'policy=teachable', '--json').stdout;
  const before = plan();
  expect(JSON.parse(before)).toMatchObject({ snapshot: 'chốt 1', totals: { deficit: 14 } });
  await office.roster(`${roster}D,TH Mới,TH,Xã Một,100,60,4,30,0\n`);
  expect(plan()).toBe(before);
  const { difference } = office.json('plan', '--set', 'policy=teachable', '--against', 'chốt 1');
  expect(schoolsOf(difference as Record<string, unknown>).map(({ schoolCode }) => schoolCode)).toContain('D');
  expect(office.console('plan', '--snapshot', 'none').stderr).toContain('SD-SNAPSHOT-UNKNOWN');
});
