import { expect, test } from 'vitest';
import type { LineRun, MachineEvidence, SchoolEvidence } from '../../../shared/domain/outage/evidence.ts';
import { judgeSchool } from '../../../shared/domain/outage/judge-school.ts';

const start = Date.UTC(2026, 10, 23, 1);
const minute = 60_000;
const [first, second] = [64_497, 64_498];
const lines = [
  { lineId: 'L1', isp: 'VNPT', asns: [first], duty: 'main' },
  { lineId: 'L2', isp: 'FPT', asns: [second], duty: 'parallel' },
] as const;
const context = {
  ...{ nowMs: start + 90 * minute, sinceMs: start - 60 * minute, brokerGaps: [] },
  isClosedDay: () => false,
};

const run = (from: number, to: number, asn: number): LineRun => ({
  ...{ from: start + from * minute, to: start + to * minute, asn, publicAddress: null, quality: 'good' },
  ...{ gateway: 'ok', firstHop: 'ok', broker: 'ok', internet: 'ok', dns: 'ok' },
});

/** Connected over the first line all the time; `runs` tell over which its checks went. */
const machine = (deviceId: string, runs: readonly LineRun[]): MachineEvidence => ({
  ...{ deviceId, room: 'PM1', isServer: false, isPersonal: false, proofs: [], runs },
  sessions: [
    {
      ...{ bornAt: start, processStartedAt: start, osStartedAt: start, boot: 'a', silenceMs: 180_000 },
      ...{
        lastHeardAt: context.nowMs,
        endedAt: null,
        end: null,
        publicAddress: null,
        asn: first,
        previous: null,
      },
    },
  ],
});
const judged = (machines: readonly MachineEvidence[]) => {
  const evidence: SchoolEvidence = { schoolCode: 'A', machines, lines, services: [] };
  return judgeSchool(evidence, context).map(({ cause, scope, start: from, end }) => {
    const minutes = [from.from, from.to, end?.from ?? 0, end?.to ?? 0].map((at) => (at - start) / minute);
    return `${cause} ${scope.id} ${minutes.join(' ')}`;
  });
};
const moved = (shift: number) => [
  run(shift, 30 + shift, second),
  run(31 + shift, 49 + shift, first),
  run(50 + shift, 80, second),
];

test('checks that leave a line together, and come back together, say that it was gone', () => {
  const other = machine('d-c', [run(0, 80, first)]);
  expect(judged([machine('d-a', moved(0)), machine('d-b', moved(0.5)), other])).toEqual([
    'line L2 30.5 31 49.5 50',
  ]);
});

test('the checks of one machine may go where they like', () => {
  expect(judged([machine('d-a', moved(0)), machine('d-b', [run(0, 80, first)])])).toEqual([]);
});

test('a line over which something comes is not gone', () => {
  const other = machine('d-c', [run(0, 80, second)]);
  expect(judged([machine('d-a', moved(0)), machine('d-b', moved(0.5)), other])).toEqual([]);
});

test('checks that are balanced one by one say nothing', () => {
  const turns = (shift: number) =>
    Array.from({ length: 40 }, (_, index) =>
      run(index * 2 + shift, index * 2 + shift, index % 5 < 3 ? first : second),
    );
  expect(judged([machine('d-a', turns(0)), machine('d-b', turns(0.3))])).toEqual([]);
});

test('until they are back it may be the choice of the router', () => {
  const gone = (shift: number) => moved(shift).slice(0, 2);
  expect(judged([machine('d-a', gone(0)), machine('d-b', gone(0.5))])).toEqual([]);
});
