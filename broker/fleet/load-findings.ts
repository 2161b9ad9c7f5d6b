import { localDay } from '../../shared/domain/signature-age.ts';
import type { FindingRecord } from '../store/finding-port.ts';
import { type FindingsState, holdDevice, readRegister } from './findings-state.ts';
import { type HeardDays, withDay } from './heard-days.ts';

const recordFromSetting = 'deviceDaysFrom';

/** Takes over what the store holds of findings, of days on which machines ran, of registers. Judges nobody. */
export async function loadFindings(state: FindingsState): Promise<void> {
  const { store, picture, rules, clock } = state;
  await readRegister(state);
  const today = localDay(clock.now(), rules.calendar.utcOffsetMinutes);
  picture.setHeardDays(await recordFrom(state, today), await heardDays(state));
  const open: FindingRecord[] = [];
  await store.eachOpenFinding((finding) => void open.push(finding));
  const bySubject = Map.groupBy(open, ({ deviceId, schoolCode }) => deviceId ?? schoolCode ?? '');
  for (const [subject, findings] of bySubject) {
    if (findings[0]?.deviceId === null) state.schools.set(subject, findings);
  }
  await store.eachJudged(({ deviceId, ...judged }) => {
    const device = picture.device(deviceId);
    if (device === undefined || device.state === 'retired') return;
    const open = bySubject.get(deviceId) ?? [];
    holdDevice(state, deviceId, { ...judged, schoolCode: device.schoolCode, open, licence: 'unknown' });
  });
}

/** The day on which the record of days began: what lies before it is not known. */
async function recordFrom({ store }: FindingsState, today: number): Promise<number> {
  const known = await store.setting(recordFromSetting);
  if (known !== null) return Number(known);
  await store.saveSetting(recordFromSetting, String(today));
  return today;
}

async function heardDays({ store }: FindingsState): Promise<ReadonlyMap<string, HeardDays>> {
  const days = new Map<string, HeardDays>();
  for (const { deviceId, day } of await store.heardDays()) {
    days.set(deviceId, withDay(days.get(deviceId) ?? null, day));
  }
  return days;
}
