import type { SchoolLevel } from '../device.ts';
import type { NeedBasis } from '../need-basis.ts';
import type { Answers } from './answers.ts';

/** One level's ratio of the norm pack; null where the pack has none. */
export interface LevelRatio {
  readonly level: SchoolLevel;
  readonly pupilsPerComputer: number | null;
}

/**
 * One school's line of "Thống kê cơ sở vật chất CNTT" (as at 30 September and at the end of the school year). Null is unknown,
 * never zero and never no; `Answers` keep apart what is known from what is not.
 */
export interface SchoolStatistics {
  readonly schoolCode: string;
  readonly schoolName: string;
  /** `TH`, or `TH&THCS`. */
  readonly level: string;
  readonly commune: string | null;
  readonly owner: string | null;
  readonly classes: number | null;
  readonly students: number | null;
  readonly informaticsStudents: number | null;
  /** SDG 4.a.1: computers, Internet for teaching purposes, electricity. */
  readonly hasComputersForTeaching: boolean | null;
  readonly hasInternetForTeaching: boolean | null;
  readonly hasElectricity: boolean | null;
  readonly labRooms: number | null;
  /** Labs where enough machines reached the Internet. */
  readonly labsOnline: Answers;
  /** Where the numbers of student machines come from. */
  readonly basis: NeedBasis;
  readonly declared: number | null;
  readonly registered: number;
  readonly usable: number;
  /** Student machines in all: counted, or the school's own number where too few are counted. */
  readonly studentMachines: number | null;
  readonly studentMachinesInUse: number | null;
  /** Broken or in repair; null where nobody counted. */
  readonly studentMachinesBroken: number | null;
  readonly officeMachines: number | null;
  /** Of teachers and subject departments. */
  readonly teacherMachines: number | null;
  readonly laptops: number | null;
  readonly tablets: number | null;
  readonly servers: number | null;
  readonly printers: number | null;
  readonly webcams: number | null;
  /** Projectors and television sets. */
  readonly projections: number | null;
  readonly classrooms: number | null;
  readonly classroomsWithProjectionAndInternet: number | null;
  /** All pupils ÷ machines in use, 2 decimals: the ratio of the public-disclosure form. */
  readonly pupilsPerComputer: number | null;
  /** Pupils of the plan's denominator ÷ usable machines, 2 decimals. */
  readonly countedPupilsPerComputer: number | null;
  readonly norms: readonly LevelRatio[];
  readonly needed: number | null;
  readonly meetsNorm: boolean | null;
  readonly lines: number | null;
  /** Names, each once, in code-unit order. */
  readonly providers: readonly string[];
  readonly hasFibre: boolean | null;
  /** Sum of all lines; null as soon as one contract is unknown. */
  readonly contractedMbps: number | null;
  /** Median over the lines that were measured. */
  readonly measuredMbps: number | null;
  /** Of its best line: the school as a whole stood no worse. */
  readonly availabilityPercent: number | null;
  readonly hasWifi: boolean | null;
  /** Machines with licensed protection that is on and up to date. */
  readonly antivirusLicensedAndFresh: Answers;
  readonly unsupportedSystems: Answers;
  readonly pastUsefulLife: Answers;
  /** declared − registered student machines. */
  readonly declaredMinusRegistered: number | null;
  /** Seats for a test at computers: usable machines. */
  readonly testSeats: number | null;
  /** Seats of the largest room: how many sit one test together. */
  readonly largestTestRoomSeats: number | null;
  readonly studioRooms: number | null;
}
