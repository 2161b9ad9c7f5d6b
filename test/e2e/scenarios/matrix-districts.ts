import { at, day, event, fibre, large, mobile, type School, small } from './builders.ts';
import type { Case } from './case.ts';
import type { Expected } from './expectation.ts';

const isp = (from: number, to: number, id = 'VNPT') =>
  ({ cause: 'isp', scope: { isp: id }, start: at(from), end: at(to) }) as const;
/** Where nobody can tell, a time is between two. */
const line = (id: string, start: Expected['start'], end: Expected['end']) =>
  ({ cause: 'line', scope: { line: id }, start, end }) as const;
const power = (school: string, from: number, to: number) =>
  ({ cause: 'school-power', scope: { school }, start: at(from), end: at(to) }) as const;

const service = (name: string, from: number, to: number) =>
  ({ cause: 'service', scope: { service: name }, start: at(from), end: at(to) }) as const;

/** Schools of one provider, each with a server. */
function schools(count: number, over: Partial<School> = {}, provider = 'VNPT'): School[] {
  return Array.from({ length: count }, (_, index) =>
    small(`S${index + 1}`, [fibre(`L${index + 1}`, provider)], { server: true, ...over }),
  );
}

const played = (
  name: string,
  of: School[],
  events: Parameters<typeof day>[1],
  expect?: Case['expect'],
): Case => ({ name, scenario: day(of, events), ...(expect === undefined ? {} : { expect }) });

/** Several schools: what their provider explains, and what of it is their own. */
export function districts(): readonly Case[] {
  return [...afterTheProvider(), ...besideTheProvider(), ...manyProviders(), ...servicesByName()];
}

/** When a line was cut that was dead already nobody can know: it is told from its provider's return. */
function afterTheProvider(): Case[] {
  const cut = event('isp-cut', 15, 25, { isp: 'VNPT' });
  return [
    played(
      'a line that stays away when its provider is back',
      schools(4),
      [cut, event('line-cut', 25, 35, { line: 'L2' })],
      [isp(15, 40), line('L2', [at(15), at(40)], at(60))],
    ),
    played(
      'a line that stays away for good',
      schools(4, { server: false }),
      [cut, event('line-cut', 25, null, { line: 'L2' })],
      [isp(15, 40), line('L2', [at(15), at(40)], null)],
    ),
    played(
      'two lines of four stay away',
      schools(4),
      [cut, event('line-cut', 25, 35, { line: 'L2' }), event('line-cut', 25, 45, { line: 'L3' })],
      [isp(15, 40), line('L2', [at(15), at(40)], at(60)), line('L3', [at(15), at(40)], at(70))],
    ),
    played(
      'a line that is cut and mended while its provider is gone',
      schools(3),
      [cut, event('line-cut', 20, 10, { line: 'L2' })],
      [isp(15, 40)],
    ),
    played('a line that was gone before its provider', schools(4), [
      event('line-cut', 10, 60, { line: 'L2' }),
      event('isp-cut', 25, 20, { isp: 'VNPT' }),
    ]),
  ];
}

function besideTheProvider(): Case[] {
  const cut = event('isp-cut', 25, 30, { isp: 'VNPT' });
  return [
    played('power comes back while the provider is gone', schools(4), [
      event('power-cut', 10, 30, { school: 'S2' }),
      cut,
    ]),
    played('power goes before and after the provider', schools(5), [
      event('power-cut', 10, 30, { school: 'S2' }),
      event('power-cut', 35, 30, { school: 'S3' }),
      cut,
    ]),
    played(
      'of two schools one has no power when their provider goes: two lines, as far as anybody can tell',
      schools(2),
      [event('power-cut', 10, 30, { school: 'S2' }), cut],
      [power('S2', 10, 40), line('L1', at(25), at(55)), line('L2', [at(10), at(40)], at(55))],
    ),
    played('wrong clocks everywhere, power and provider', schools(4, { clock: 1 }), [
      event('isp-cut', 15, 50, { isp: 'VNPT' }),
      event('power-cut', 25, 20, { school: 'S2' }),
    ]),
    played('a server dies while the provider is gone', schools(3), [
      cut,
      event('machine-off', 30, 15, { device: 'S1/server' }),
    ]),
    played('the broker stops before the provider is back', schools(3), [cut, event('broker-down', 40, 30)]),
    played('the provider comes and goes while the broker is away', schools(3), [
      event('broker-down', 15, 40),
      event('isp-cut', 25, 15, { isp: 'VNPT' }),
    ]),
  ];
}

function manyProviders(): Case[] {
  const backed = (n: number): School => large(`B${n}`, [fibre(`F${n}`, 'VNPT'), mobile(`M${n}`, 'MobiFone')]);
  const balanced = (n: number): School => large(`P${n}`, [fibre(`V${n}`, 'VNPT'), fibre(`W${n}`, 'Viettel')]);
  return [
    played(
      'a provider whose schools all have a backup',
      [backed(1), backed(2), backed(3)],
      [event('isp-cut', 20, 25, { isp: 'VNPT' })],
    ),
    played(
      'both providers of schools that balance',
      [balanced(1), balanced(2), balanced(3)],
      [event('isp-cut', 20, 25, { isp: 'Viettel' }), event('isp-cut', 30, 30, { isp: 'VNPT' })],
    ),
    played(
      'a provider that nobody knows, in ten schools of one computer',
      schools(10, { rooms: [{ name: 'PM1', devices: 1 }], server: false }, 'Mạng Bình Minh'),
      [event('isp-cut', 20, 4, { isp: 'Mạng Bình Minh' })],
    ),
  ];
}

function servicesByName(): Case[] {
  return [
    played(
      'services that the register does not know, by any name',
      schools(3),
      [
        event('service-down', 20, 30, { service: 'lms.truong.vn' }),
        event('service-down', 25, 35, { service: 'Sổ liên lạc' }),
      ],
      [service('lms.truong.vn', 20, 50), service('Sổ liên lạc', 25, 60)],
    ),
    played(
      'a service while two providers are gone',
      [...schools(2), small('S3', [fibre('L3', 'FPT')]), small('S4', [fibre('L4', 'FPT')])],
      [
        event('service-down', 15, 50, { service: 'vnedu' }),
        event('isp-cut', 25, 20, { isp: 'VNPT' }),
        event('isp-cut', 30, 20, { isp: 'FPT' }),
      ],
    ),
  ];
}
