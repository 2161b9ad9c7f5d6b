import { describe, expect, it } from 'vitest';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { computeNeeds, totalNeeds } from '../../shared/domain/need.ts';
import { type NeedOptions, schoolNeed } from '../../shared/domain/need-school.ts';
import type { PlanningSchool } from '../../shared/domain/school.ts';
import { informaticsLetter, row, school } from './planning-records.ts';

const [pack] = shippedNormPacks();

function need(given: PlanningSchool, options: Partial<NeedOptions> = {}, registered = 0, usable = 0) {
  return schoolNeed(given, { registered, usable }, { ...informaticsLetter, ...options }, pack);
}

const primary = school(
  'TH1',
  row({ level: 'TH', students: 500, informaticsStudents: 300, largestClass: 35 }),
);
const lower = school('CS1', row({ level: 'THCS', informaticsStudents: 480, largestClass: 44 }));
const both = school(
  'HC1',
  row({ level: 'TH', students: 230, informaticsStudents: 138, largestClass: 31, declaredStudentPcs: 10 }),
  row({ level: 'THCS', students: 190, informaticsStudents: 190, largestClass: 38, declaredStudentPcs: 8 }),
);
const upper = school(
  'PT1',
  row({ level: 'THPT', students: 1050, informaticsStudents: 473, largestClass: 43 }),
);

describe('worked examples', () => {
  it.each([
    ['primary 500 (300 in grades 3–5), class 35', primary, 13, 18, 18],
    ['lower secondary 480, class 44', lower, 30, 22, 30],
    ['TH&THCS 138 + 190, classes 31 and 38', both, 18, 19, 19],
    ['upper secondary 473 of 1,050, class 43', upper, 40, 22, 40],
  ])('%s', (_, given, normNeed, seatFloor, neededTeachable) => {
    expect(need(given)).toMatchObject({ normNeed, seatFloor, neededLetter: normNeed, neededTeachable });
    expect(need(given).needed).toBe(normNeed);
    expect(need(given, { policy: 'teachable' }).needed).toBe(neededTeachable);
  });

  it('primary by enrolment needs 21', () => {
    expect(need(primary, { denominator: 'enrolled' }).normNeed).toBe(21);
  });

  it('nobody takes Informatics: no need, no floor, no ratio', () => {
    const none = school(
      'TH0',
      row({ level: 'TH', students: 90, informaticsStudents: 0, declaredStudentPcs: 5 }),
    );
    expect(need(none, {}, 5, 5)).toMatchObject({
      normNeed: 0,
      seatFloor: 0,
      neededTeachable: 0,
      deficit: 0,
      studentsPerComputer: null,
    });
  });

  it('names the level and gives the ratio over usable machines', () => {
    expect(need(both, {}, 18, 16)).toMatchObject({
      level: 'TH&THCS',
      counted: 328,
      studentsPerComputer: 20.5,
    });
    expect(need(both).studentsPerComputer).toBeNull();
  });
});

describe('basis and deficit', () => {
  function withDeclared(declaredStudentPcs: number | null) {
    return school(
      'CS1',
      row({ level: 'THCS', informaticsStudents: 480, largestClass: 44, declaredStudentPcs }),
    );
  }

  it.each([
    ['measured at exactly 80 % coverage', 20, 16, 14, 'measured', 0.8, 16],
    ['declared just below it', 20, 15, 14, 'declared', 0.75, 10],
    ['measured with more machines than declared', 10, 25, 25, 'measured', 2.5, 5],
    ['no deficit when enough are usable', 40, 40, 35, 'measured', 1, 0],
    ['no deficit when enough are declared', 40, 0, 0, 'declared', 0, 0],
    ['declared none, none registered: all are missing', 0, 0, 0, 'declared', null, 30],
    ['declared none, some registered', 0, 3, 3, 'measured', null, 27],
    ['blank declaration', null, 12, 12, 'insufficient', null, null],
  ] as const)('%s', (_, declared, registered, usable, basis, coverage, deficit) => {
    expect(need(withDeclared(declared), {}, registered, usable)).toMatchObject({
      declared,
      registered,
      usable,
      basis,
      coverage,
      deficit,
    });
  });

  it('adds declared machines over rows, and flags a blank among them', () => {
    expect(need(both)).toMatchObject({ declared: 18, flags: ['classes-estimated'] });
    const partial = school(
      'X',
      row({ level: 'TH', informaticsStudents: 24, classes: 1, largestClass: 24, declaredStudentPcs: 4 }),
      row({ level: 'TH', siteCode: 'B', informaticsStudents: 24, classes: 1, largestClass: 24 }),
    );
    expect(need(partial)).toMatchObject({ declared: 4, flags: ['declared-partial'] });
  });
});

describe('surplus', () => {
  const counted = (pupils: number, usable: number, reserve?: Parameters<typeof schoolNeed>[4]) => {
    const given = school(
      'S',
      row({ level: 'THCS', informaticsStudents: pupils, declaredStudentPcs: usable }),
    );
    return schoolNeed(given, { registered: usable, usable }, informaticsLetter, pack, reserve).surplus;
  };

  it.each([
    ['at least two stay', 160, 13, 1],
    ['exactly the reserve is no surplus', 160, 12, 0],
    ['five percent of 100, rounded up, is 5', 1_600, 106, 1],
    ['five percent of 101, rounded up, is 6', 1_616, 108, 1],
    ['where nothing is needed two stay all the same', 0, 5, 3],
  ])('%s', (_, pupils, usable, surplus) => {
    expect(counted(pupils, usable)).toBe(surplus);
  });

  it('keeps the reserve that was asked for', () => {
    expect(counted(160, 13, { reservePercent: 0, reserveLeast: 0 })).toBe(3);
  });

  it('is unknown where a level is left out: its pupils need some of them', () => {
    const given = school(
      'S',
      row({ level: 'THCS', informaticsStudents: 16, declaredStudentPcs: 40 }),
      row({ level: 'TH' }),
    );
    expect(need(given, {}, 40, 40)).toMatchObject({ basis: 'measured', needed: 1, surplus: null });
  });

  it('is unknown where machines are declared, not counted', () => {
    const given = school('S', row({ level: 'THCS', informaticsStudents: 16, declaredStudentPcs: 40 }));
    expect(need(given)).toMatchObject({ basis: 'declared', surplus: null });
  });
});

describe('what is missing is named', () => {
  const half = school(
    'H1',
    row({ level: 'TH', students: 230, largestClass: 31, declaredStudentPcs: 5 }),
    row({ level: 'THCS', informaticsStudents: 190, classes: 5, largestClass: 38 }),
  );

  it('leaves a level without pupils out of the sum and names it', () => {
    expect(need(half)).toMatchObject({
      normNeed: 12,
      counted: null,
      studentsPerComputer: null,
      flags: ['declared-partial', 'level-left-out'],
      missing: [{ schoolCode: 'H1', level: 'TH', reason: 'missing-data' }],
    });
  });

  it('has the level with the estimate', () => {
    expect(need(half, { estimate: true })).toMatchObject({
      normNeed: 18,
      counted: 328,
      flags: ['informatics-estimated', 'classes-estimated', 'declared-partial'],
    });
  });

  it('has no need and no deficit when no level is known', () => {
    const gdtx = school('G', row({ level: 'GDTX', informaticsStudents: 90, declaredStudentPcs: 10 }));
    const blank = school('B', row({ level: 'TH', declaredStudentPcs: 0 }));
    expect(need(gdtx)).toMatchObject({
      needed: null,
      deficit: null,
      missing: [{ level: 'GDTX', reason: 'no-norm' }],
    });
    expect(need(blank)).toMatchObject({ needed: null, deficit: null, missing: [{ reason: 'missing-data' }] });
    expect(need(school('E'))).toMatchObject({
      needed: null,
      deficit: null,
      basis: 'insufficient',
      missing: [
        { level: null, reason: 'missing-data' },
        { level: null, reason: 'declared-missing' },
      ],
    });
  });

  it('asks nothing of a kindergarten', () => {
    expect(need(school('M', row({ level: 'MN', students: 200, declaredStudentPcs: 0 })))).toMatchObject({
      basis: 'declared',
      needed: 0,
      deficit: 0,
      missing: [],
      flags: [],
    });
    expect(need(school('M', row({ level: 'MN', students: 200 })))).toMatchObject({
      basis: 'insufficient',
      needed: 0,
      deficit: null,
      missing: [{ reason: 'declared-missing' }],
    });
  });

  it('does not know the teachable need without a largest class, and still knows the letter', () => {
    const bare = school('C', row({ level: 'THCS', informaticsStudents: 160, declaredStudentPcs: 4 }));
    const missing = [{ level: 'THCS', reason: 'largest-class-missing' }];
    expect(need(bare)).toMatchObject({
      needed: 10,
      neededTeachable: null,
      seatFloor: null,
      deficit: 6,
      missing,
    });
    expect(need(bare, { policy: 'teachable' })).toMatchObject({ needed: null, deficit: null, missing });
  });
});

describe('totals', () => {
  function declaring(code: string, pupils: number, declaredStudentPcs: number | null) {
    const facts = {
      level: 'THCS',
      informaticsStudents: pupils,
      classes: 4,
      largestClass: 30,
      declaredStudentPcs,
    };
    return school(code, row(facts as Parameters<typeof row>[0]));
  }
  const schools = [
    declaring('D', 160, 8),
    declaring('A', 160, 10),
    declaring('C', 160, null),
    declaring('B', 16, 40),
    school('M', row({ level: 'MN' })),
  ];
  const machines = new Map([
    ['A', { registered: 10, usable: 7 }],
    ['B', { registered: 40, usable: 40 }],
    ['C', { registered: 9, usable: 9 }],
  ]);
  const { schools: needs, totals } = computeNeeds(schools, machines, informaticsLetter, pack);

  it('sorts schools by code', () => {
    expect(needs.map((line) => line.schoolCode)).toEqual(['A', 'B', 'C', 'D', 'M']);
  });

  it('sums deficits by basis and never nets the surplus of B against A', () => {
    expect(totals).toEqual({
      schools: 5,
      included: 3,
      normNeed: 21,
      needed: 21,
      neededLetter: 21,
      neededTeachable: 45,
      declared: 58,
      registered: 50,
      usable: 47,
      deficit: 3,
      deficitDeclared: 2,
      surplus: 37,
      missing: [
        { schoolCode: 'C', schoolName: 'Trường C', level: null, reason: 'declared-missing' },
        { schoolCode: 'M', schoolName: 'Trường M', level: null, reason: 'declared-missing' },
      ],
    });
  });

  it('say no teachable need where one school has no largest class', () => {
    const bare = school('X', row({ level: 'THCS', informaticsStudents: 160, declaredStudentPcs: 4 }));
    const { totals: sums } = computeNeeds([...schools, bare], machines, informaticsLetter, pack);
    expect(sums).toMatchObject({ neededTeachable: null, neededLetter: totals.neededLetter + 10 });
  });

  it('are the same sums for any group of schools', () => {
    expect(totalNeeds(needs)).toEqual(totals);
    expect(totalNeeds([])).toMatchObject({ schools: 0, needed: 0, deficit: 0, missing: [] });
  });
});
