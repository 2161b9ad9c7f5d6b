import type { Facts } from '../../shared/contract/readings.ts';
import type { AntivirusVerdict } from '../../shared/domain/antivirus.ts';
import { supportOf } from '../../shared/domain/end-of-support.ts';
import { isUnset, type MachineForJudgement } from '../../shared/domain/judgement-rule.ts';
import { diskFailing } from '../../shared/domain/judgement-storage.ts';
import type { SnapshotMachine } from '../../shared/domain/snapshot/machine.ts';
import { type Upgrade, type UpgradeReason, upgradeOf } from '../../shared/domain/upgrade.ts';
import { isLoopbackAddress, isNobodysAddress } from '../../shared/runtime/special-addresses.ts';
import { type HeldFacts, withReading } from '../fleet/facts.ts';
import { onDaysOf } from '../fleet/heard-days.ts';
import { antivirusOf, type DeviceBasis, planningDeviceOf } from '../fleet/standing.ts';
import type { PastReading, ReachSighting } from '../store/snapshot-port.ts';
import { biosDateOf } from './bios-date.ts';
import type { DecodeFrame } from './decode-frame.ts';
import { installedMemoryOf, modelOf, osNameOf, serialOf, systemDiskOf } from './hardware-words.ts';
import { camerasOf, hasProjectionOf, hasWifiOf, printersOf } from './peripherals-of.ts';

/** What is looked up of one machine beside its place. */
export type MachineFinds = {
  readonly readings: readonly PastReading[];
  readonly reach: ReachSighting | undefined;
};

/** A machine before what only all machines of its school together tell: licences and the asset book. */
export type DecodedMachine = {
  readonly machine: Omit<SnapshotMachine, 'assetCode' | 'isAntivirusLicensed'>;
  readonly antivirus: AntivirusVerdict;
  readonly facts: Facts['antivirus'];
};

/** What the broker's tables make of one machine's raw facts. Whatever was not told is null. */
export function decodeMachine(
  basis: DeviceBasis,
  { readings, reach }: MachineFinds,
  frame: DecodeFrame,
): DecodedMachine {
  const held = { ...basis, facts: frame.isPast ? pastFacts(basis, readings, frame) : basis.facts };
  const judged = forJudgement(held, readings);
  const { facts } = judged;
  const { rules, asAtMs } = frame;
  const { tables, calendar } = rules;
  const support = supportOf(facts.system ?? {}, tables.support, asAtMs, calendar.utcOffsetMinutes);
  const isDiskFailing = diskFailingOf(judged, frame);
  const isSecureBootUnset = isUnset(judged, 'hardening', 'secureBootEnabled');
  const upgrade = upgradeOf({ facts, support, isDiskFailing, isSecureBootUnset }, tables.upgrade);
  const antivirus = antivirusOf(held, rules, asAtMs);
  return {
    antivirus,
    facts: held.facts.antivirus,
    machine: {
      ...planningDeviceOf(held),
      ...siteOf(basis, frame),
      seat: basis.seat,
      model: modelOf(facts.hardware),
      serial: serialOf(facts.hardware, frame.placeholders),
      cpuModel: held.facts.hardware.cpu.model,
      os: support.name === '' ? osNameOf(held.facts.system.os) : support.name,
      osSupportEnds: support.supportEnds,
      isOsSupported: support.state === 'unknown' ? null : support.state !== 'ended',
      canRunSuccessor: canRunSuccessor(upgrade),
      antivirus: antivirus.state,
      systemDisk: systemDiskOf(facts.storage),
      isDiskFailing,
      installedMemoryBytes: installedMemoryOf(facts.hardware),
      freeMemorySlots: upgrade.freeMemorySlots,
      biosDate: biosDateOf(facts.hardware?.biosDate, asAtMs),
      // No table of launch years with a source is known.
      cpuLaunchYear: null,
      wasOnline: wasOnline(reach),
      hasWifi: hasWifiOf(facts.network),
      printers: printersOf(facts.peripherals),
      cameras: camerasOf(facts.peripherals, frame.virtualCameras),
      hasProjection: hasProjectionOf(facts.peripherals, tables.displays),
      hasBattery: facts.hardware?.batteries === undefined ? null : facts.hardware.batteries.length > 0,
      hardwareAtMs: readings.find(({ reading }) => reading.section === 'hardware')?.measuredAt ?? null,
    },
  };
}

/** Of a moment that is over, the picture holds nothing but what reports told. */
function pastFacts(
  { facts: told }: DeviceBasis,
  readings: readonly PastReading[],
  { chassisForms }: DecodeFrame,
): HeldFacts {
  return readings.reduce((facts, { reading }) => withReading(facts, reading, chassisForms), told);
}

type JudgedFacts = MachineForJudgement & { readonly facts: Partial<Facts> };

function forJudgement(basis: DeviceBasis, readings: readonly PastReading[]): JudgedFacts {
  return {
    role: basis.role,
    facts: Object.fromEntries(readings.map(({ reading }) => [reading.section, reading.facts])),
    absent: Object.fromEntries(readings.map(({ reading }) => [reading.section, reading.absent])),
    conditions: [],
    chassis: basis.facts.hardware.chassis,
    onDays: onDaysOf(basis.heardDays, basis.heardDaysFrom),
    heardAt: basis.lastSeen,
    fastestLineMbps: null,
  };
}

/** By the rule of the finding; null where it is not known. */
function diskFailingOf(machine: MachineForJudgement, { rules, asAtMs }: DecodeFrame): boolean | null {
  const { calendar, tables } = rules;
  const { verdict } = diskFailing(machine, {
    nowMs: asAtMs,
    utcOffsetMinutes: calendar.utcOffsetMinutes,
    tables,
  });
  if (verdict === 'found') return true;
  return verdict === 'clear' ? false : null;
}

const hopeless: readonly UpgradeReason[] = ['cpu-too-old', 'memory-full'];
const outOfQuestion: readonly UpgradeReason[] = [
  'not-windows',
  'server-system',
  'virtual-machine',
  'cpu-unknown',
];

/** Memory, disk and settings of the firmware can be made good; the processor, and a board that takes no more memory, cannot. */
function canRunSuccessor({ windowsEleven, reasons }: Upgrade): boolean | null {
  if (windowsEleven === 'runs' || windowsEleven === 'eligible') return true;
  if (reasons.some((reason) => hopeless.includes(reason))) return false;
  return reasons.some((reason) => outOfQuestion.includes(reason)) ? null : true;
}

/** A machine that comes from an address of the Internet is on the Internet; from elsewhere, its own checks tell. */
function wasOnline(reach: ReachSighting | undefined): boolean | null {
  if (reach === undefined) return null;
  if (reach.internet === 'ok' || isOutside(reach.publicAddress)) return true;
  return reach.internet === 'bad' ? false : null;
}

function isOutside(address: string | null): boolean {
  return address !== null && !isNobodysAddress(address) && !isLoopbackAddress(address) && !isLocal(address);
}

/** Address blocks of networks behind one's own router (RFC 1918, RFC 4193). */
function isLocal(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(plain);
}

function siteOf({ schoolCode, room }: DeviceBasis, { siteOf: sites }: DecodeFrame): { siteCode?: string } {
  const siteCode = room === null ? null : (sites.get(`${schoolCode}/${room}`) ?? null);
  return siteCode === null ? {} : { siteCode };
}
