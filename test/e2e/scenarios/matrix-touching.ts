import { day, event, fibre, large, mobile, twoSchools } from './builders.ts';
import type { Case } from './case.ts';

/** One thing right after the other, or within it: each is told by itself, also where nobody could see the change. */
export function causesInTurn(): readonly Case[] {
  const line = (from: number, minutes: number) => event('line-cut', from, minutes, { line: 'L1' });
  const power = (from: number, minutes: number) => event('power-cut', from, minutes, { school: 'S1' });
  const network = (from: number, minutes: number) => event('lan-fault', from, minutes, { school: 'S1' });
  const service = (from: number, minutes: number) =>
    event('service-down', from, minutes, { service: 'csdl' });
  const agent = (from: number, minutes: number) => event('agent-stop', from, minutes, { device: 'S1/PM1/2' });
  const schools = twoSchools();
  const alone = schools.slice(0, 1);
  const withBackup = [large('S1', [fibre('L1', 'VNPT'), mobile('L2', 'Mobifone')])];
  return [
    {
      name: 'the power fails as the line is repaired',
      scenario: day(schools, [line(15, 15), power(30, 15)]),
    },
    {
      name: 'the line fails as the power is back',
      scenario: day(schools, [power(15, 15), line(30, 15)]),
      isQuick: true,
    },
    {
      name: 'the network fails as the line is repaired',
      scenario: day(schools, [line(15, 15), network(30, 15)]),
    },
    { name: 'line, power, network', scenario: day(schools, [line(15, 10), power(25, 10), network(35, 10)]) },
    {
      name: 'power fails while the network is down',
      scenario: day(schools, [network(15, 40), power(25, 15)]),
      isQuick: true,
    },
    {
      name: 'the line fails as a service is repaired',
      scenario: day(alone, [service(15, 15), line(30, 15)]),
    },
    {
      name: 'a service fails as the line is repaired',
      scenario: day(alone, [line(15, 15), service(30, 20)]),
    },
    { name: 'a service, two minutes', scenario: day(schools, [service(20, 2)]) },
    { name: 'an agent stops as the power is back', scenario: day(schools, [power(15, 15), agent(30, 15)]) },
    {
      name: 'an agent stays stopped through a power cut',
      scenario: day(schools, [agent(15, 40), power(25, 15)]),
    },
    {
      name: 'the power fails as a lab has its own back',
      scenario: day(schools, [event('room-power', 15, 15, { room: 'S1/PM1' }), power(30, 15)]),
    },
    { name: 'a line with a backup, two minutes', scenario: day(withBackup, [line(20, 2)]) },
  ];
}
