import { localDay } from '../../shared/domain/signature-age.ts';
import type { FindingRecord, JudgedMachine, JudgedRow } from '../store/finding-port.ts';
import { machineCodes } from './assessment.ts';
import { type FindingsState, holdDevice, readRegister } from './findings-state.ts';
import { type HeardDays, withDay } from './heard-days.ts';

const recordFromSetting = 'deviceDaysFrom';

/**
 * Takes over what the store holds of findings, of days on which machines ran, of registers. Judges nobody; gives the machines
 * whose findings and last judgement do not fit each other.
 */
export async function loadFindings(state: FindingsState): Promise<readonly string[]> {
  const { store, picture, rules, clock } = state;
  await readRegister(state);
  const today = localDay(clock.now(), rules.calendar.utcOffsetMinutes);
  picture.setHeardDays(await recordFrom(state, today), await heardDays(state));
  const open = await openFindings(state);
  const judged = new Map<string, JudgedHead>();
  await store.eachJudged((row) => void judged.set(row.deviceId, row));
  const deviceIds = new Set([...judged.keys(), ...open.keys()]);
  return [...deviceIds].filter(
    (deviceId) => !holdLoaded(state, deviceId, judged.get(deviceId), open.get(deviceId) ?? []),
  );
}

type JudgedHead = Omit<JudgedRow, keyof JudgedMachine>;

/** Subject → what is open of it; schools are held at once. */
async function openFindings({ store, schools }: FindingsState): Promise<Map<string, FindingRecord[]>> {
  const open: FindingRecord[] = [];
  await store.eachOpenFinding((finding) => void open.push(finding));
  const ofSchools = open.filter(({ deviceId }) => deviceId === null);
  for (const [code, findings] of Map.groupBy(ofSchools, ({ schoolCode }) => schoolCode ?? '')) {
    schools.set(code, findings);
  }
  const ofDevices = open.filter(({ deviceId }) => deviceId !== null);
  return Map.groupBy(ofDevices, ({ deviceId }) => deviceId ?? '');
}

/** False for a machine that left the fleet, or whose last judgement cannot be read: what is open of it is to be settled. */
function holdLoaded(
  state: FindingsState,
  deviceId: string,
  judged: JudgedHead | undefined,
  open: readonly FindingRecord[],
): boolean {
  const listed = state.picture.device(deviceId);
  const device = listed ?? state.picture.hidden(deviceId);
  if (device === undefined) return true;
  const { judgedAt, rules, result } = judged ?? notJudged;
  const { schoolCode } = device;
  holdDevice(state, deviceId, { schoolCode, judgedAt, rules, result, open, licence: 'unknown' });
  return listed !== undefined && device.state !== 'retired' && judged !== undefined;
}

const notJudged = {
  judgedAt: 0,
  rules: '',
  result: { unknown: machineCodes, notApplicable: [], waiting: [], licenceIds: [] },
};

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
