import type { Line } from '../../console/components/line.ts';
import { createReference } from '../../console/reference.ts';
import { drawFrame } from '../../console/screens/frame.ts';
import type { ConsoleEvent } from '../../console/state/event.ts';
import { firstModel, type Model, type Size } from '../../console/state/model.ts';
import { update } from '../../console/state/update.ts';
import type { Language } from '../../shared/text/text.ts';
import { sampleDetail } from './sample-detail.ts';
import { sampleDeviceId, sampleFleet, sampleNowMs, sampleRoster } from './sample-fleet.ts';
import { linesArrived } from './sample-lines.ts';

const reference = createReference();

/** The model after a run of events. */
export function run(model: Model, events: readonly ConsoleEvent[]): Model {
  return events.reduce((before, event) => update(before, event, reference).model, model);
}

/** Key events, one for each name. */
export const keys = (...names: string[]): ConsoleEvent[] => names.map((key) => ({ kind: 'key', key }));

export function startModel(size: Size, language: Language = 'vi'): Model {
  return firstModel(size, language, 'auto', sampleNowMs);
}

/** Online, with the sample fleet and its roster. */
export const arrived: readonly ConsoleEvent[] = [
  { kind: 'link', link: { kind: 'online' } },
  { kind: 'fleet', fleet: sampleFleet(), nowMs: sampleNowMs },
  { kind: 'roster', roster: sampleRoster() },
];

const changed = (): ConsoleEvent => {
  const fleet = sampleFleet();
  const devices = new Map(fleet.devices);
  for (const index of [1, 4]) {
    const device = devices.get(sampleDeviceId(index));
    if (device !== undefined)
      devices.set(device.deviceId, { ...device, presence: 'silent', antivirus: 'off' });
  }
  return { kind: 'fleet', fleet: { ...fleet, devices }, nowMs: sampleNowMs };
};

const emptyFleet = (): ConsoleEvent => {
  const { at, unit } = sampleFleet();
  const none = {
    registered: 0,
    usable: 0,
    devices: 0,
    online: 0,
    quiet: 0,
    silent: 0,
    missing: 0,
    antivirusOn: 0,
    antivirusUnknown: 0,
    unknownRole: 0,
    atRisk: 0,
  };
  const totals = { ...none, schools: 0, pending: 0, quarantined: 0 };
  return { kind: 'fleet', fleet: { at, unit, totals, schools: [], devices: new Map() }, nowMs: sampleNowMs };
};

const lost: ConsoleEvent = {
  kind: 'link',
  link: {
    kind: 'disconnected',
    problem: { code: 'SD-BROKER-UNREACHABLE', values: { address: '10.0.0.5:8883', reason: 'ECONNREFUSED' } },
    retryAtMs: sampleNowMs + 8_000,
  },
};

/** Every screen and state of the console that a person can meet, by name. */
export const scenes: Readonly<Record<string, readonly ConsoleEvent[]>> = {
  connecting: [{ kind: 'link', link: { kind: 'connecting', address: '10.0.0.5:8883' } }],
  'first-run': [{ kind: 'link', link: { kind: 'online' } }, emptyFleet()],
  overview: [...arrived, changed(), ...keys('down')],
  schools: [...arrived, ...keys('2', 'right', 'down')],
  devices: [...arrived, ...keys('3', 'down', 'down', 'down', 'down')],
  'school-devices': [
    ...arrived,
    ...keys('2', '/'),
    { kind: 'text', text: 'kim dong' },
    ...keys('enter', 'enter'),
  ],
  filter: [...arrived, ...keys('3', '/'), { kind: 'text', text: 'chua ro' }],
  device: [
    ...arrived,
    ...keys('3', 'down', 'enter'),
    { kind: 'detail', deviceId: sampleDetail.facts.deviceId, answer: { ok: true, value: sampleDetail } },
  ],
  lines: [...arrived, ...keys('4'), linesArrived, ...keys('down')],
  'no-lines': [
    ...arrived,
    ...keys('4'),
    { kind: 'lines', lines: { rows: [], outages: [] }, nowMs: sampleNowMs },
  ],
  needs: [...arrived, ...keys('5', 'down')],
  'needs-of-one': [...arrived, ...keys('5', '/'), { kind: 'text', text: 'phan chu' }, ...keys('enter')],
  help: [...arrived, ...keys('?')],
  disconnected: [...arrived, lost],
  stale: [...arrived, { kind: 'link', link: { kind: 'stale' } }],
  'never-connected': [lost],
};

export function draw(model: Model): Line[] {
  return drawFrame(model, reference.textOf(model.language));
}
