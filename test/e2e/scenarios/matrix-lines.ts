import { day, event, fibre, large, mobile, small } from './builders.ts';
import type { Case } from './case.ts';

const balanced = (over: object = {}) =>
  large('S1', [
    { ...fibre('L1', 'VNPT'), ...over },
    { ...fibre('L2', 'Viettel'), ...over },
  ]);
const backed = () => large('S1', [fibre('L1', 'VNPT'), mobile('M1', 'Mobifone')]);

/** Schools with two ways out. */
export function linesInPairs(): readonly Case[] {
  const paired = (
    name: string,
    schools: Parameters<typeof day>[0],
    events: Parameters<typeof day>[1],
  ): Case => ({
    name,
    scenario: day(schools, events),
  });
  return [
    paired('balanced: nothing happens', [balanced()], []),
    {
      ...paired('balanced: one is cut', [balanced()], [event('line-cut', 30, 20, { line: 'L1' })]),
      isQuick: true,
    },
    paired('balanced: the other is cut', [balanced()], [event('line-cut', 30, 20, { line: 'L2' })]),
    paired(
      'balanced: both are cut',
      [balanced()],
      [event('line-cut', 25, 30, { line: 'L1' }), event('line-cut', 35, 30, { line: 'L2' })],
    ),
    paired('balanced: one is cut for good', [balanced()], [event('line-cut', 50, null, { line: 'L2' })]),
    paired(
      'balanced behind shared addresses: one is cut',
      [balanced({ address: 'cgnat' })],
      [event('line-cut', 30, 20, { line: 'L1' })],
    ),
    paired('balanced: one is bad', [balanced()], [event('line-degraded', 30, 30, { line: 'L2' })]),
    paired(
      'balanced: the network of the school',
      [balanced()],
      [event('lan-fault', 30, 20, { school: 'S1' })],
    ),
    paired('balanced: the broker', [balanced()], [event('broker-down', 30, 25)]),
    paired('balanced: power of the school', [balanced()], [event('power-cut', 30, 20, { school: 'S1' })]),
    paired('balanced: a lab', [balanced()], [event('room-power', 30, 20, { room: 'S1/PM1' })]),
    paired(
      'balanced: a provider that others use too',
      [balanced(), small('S2', [fibre('L3', 'VNPT')]), small('S3', [fibre('L4', 'VNPT')])],
      [event('isp-cut', 30, 20, { isp: 'VNPT' })],
    ),
    paired('backup: nothing happens', [backed()], []),
    {
      ...paired('backup: it takes over', [backed()], [event('line-cut', 30, 20, { line: 'L1' })]),
      isQuick: true,
    },
    {
      ...paired(
        'backup: it is cut while nobody uses it',
        [backed()],
        [event('line-cut', 30, 20, { line: 'M1' })],
      ),
      expect: [],
    },
    paired(
      'backup: it fails while it stands in',
      [backed()],
      [event('line-cut', 20, 60, { line: 'L1' }), event('line-cut', 35, 20, { line: 'M1' })],
    ),
    paired('backup: power of the school', [backed()], [event('power-cut', 30, 20, { school: 'S1' })]),
    paired('backup: the network of the school', [backed()], [event('lan-fault', 30, 20, { school: 'S1' })]),
    paired('backup: the main line is bad', [backed()], [event('line-degraded', 30, 30, { line: 'L1' })]),
    paired(
      'backup: the provider of three schools',
      [backed(), small('S2', [fibre('L2', 'VNPT')]), small('S3', [fibre('L3', 'VNPT')])],
      [event('isp-cut', 30, 20, { isp: 'VNPT' })],
    ),
  ];
}
