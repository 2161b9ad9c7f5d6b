import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Exit, type Host, type RunFailure } from '../host/host.ts';
import { parseSmartctl, parseSmartctlScan } from '../parse/smartctl.ts';
import type { ScannedDevice } from '../parse/smartctl-json.ts';
import { isDisk } from './disks.linux.ts';
import { noData, unsupported } from './facts.ts';

type DiskReading = NonNullable<Facts['diskHealth']['disks']>[number];

const programs = ['/usr/sbin/smartctl', '/usr/local/sbin/smartctl', '/opt/homebrew/sbin/smartctl'];
const maxDisks = 64;
const scanLimits = { timeoutMs: 4_000, maxBytes: 262_144 };
const askLimits = { timeoutMs: 5_000, maxBytes: 1024 * 1024 };
/** Disks that are still to be asked after so long wait for the next time: the deadline of the section is 20 s. */
const enoughMs = 12_000;

/** smartctl ends with it for a disk that stands still (`-n standby,3`): asking on would wake it. */
const asleep = 3;
/** Bits of the exit status that say that the question itself failed: bad command line, device not opened. */
const notAsked = 0b11;

/**
 * What smartctl says of each disk that it finds, one child after the other; a disk that sleeps is left alone. Once one answered,
 * every other is named too: left out, it would seem to be gone, and what was found of it with it. Disks on USB come and go. Without smartctl nothing else tells: the section is unsupported. Also used on macOS.
 */
export async function readSmartctl(context: CollectorContext): Promise<Measured<'diskHealth'>> {
  if (!(await mayHaveCountingDisk(context.host))) return { disks: unsupported };
  for (const program of programs) {
    if ((await context.host.stat(program)).ok) return { disks: await askAll(context, program) };
  }
  return { disks: unsupported };
}

/** Disks of hypervisors and memory cards count nothing of themselves: smartctl need not be started for them. */
async function mayHaveCountingDisk(host: Host): Promise<boolean> {
  const names = await host.readDir('/sys/block');
  return !names.ok || names.value.some((name) => isDisk(name) && !/^(x?vd|mmcblk)/.test(name));
}

async function askAll(context: CollectorContext, program: string): Promise<Fact<DiskReading[]>> {
  const { host, clock, signal } = context;
  const startedMs = clock.monotonicMs();
  // Plain --scan names the devices without opening them.
  const listed = await host.runToExit(program, ['--scan', '-j'], { ...scanLimits, signal });
  if (!listed.ok) return err(absentReason(listed.error));
  const devices = devicesOf(listed.value);
  if (!devices.ok) return devices;
  const replies: Reply[] = [];
  for (const device of devices.value) {
    const isOver = signal.aborted || clock.monotonicMs() - startedMs > enoughMs;
    replies.push(await ask(host, { program, device, signal, isOver }));
  }
  const readings = replies.flatMap(({ answer }) => (answer.ok ? answer.value : []));
  if (readings.length > 0) return ok([...readings, ...replies.flatMap(({ unanswered }) => unanswered)]);
  // Where no disk said anything, the first failure is why; all asleep is no data.
  return replies.map(({ answer }) => answer).find(({ ok: isAnswered }) => !isAnswered) ?? noData;
}

type Question = {
  readonly program: string;
  readonly device: ScannedDevice;
  readonly signal: AbortSignal;
  /** No time is left for it. */
  readonly isOver: boolean;
};
type Reply = { readonly answer: Fact<DiskReading[]>; readonly unanswered: readonly DiskReading[] };

async function ask(host: Host, { program, device, signal, isOver }: Question): Promise<Reply> {
  const exit = isOver
    ? undefined
    : await host.runToExit(program, questionFor(device), { ...askLimits, signal });
  const answer =
    exit === undefined ? noReadings : exit.ok ? readingOf(device, exit.value) : failed(exit.error);
  // What hangs on USB may be somebody's own, and comes and goes.
  if (await hangsOnUsb(host, device)) {
    return { answer: answer.ok ? ok(answer.value.map(withoutSerial)) : answer, unanswered: [] };
  }
  const isAnswered = answer.ok && answer.value.length > 0;
  return { answer, unanswered: isAnswered ? [] : [{ device: shownName(device), source: 'smartctl' }] };
}

const noReadings: Fact<DiskReading[]> = ok([]);

function failed(failure: RunFailure): Fact<never> {
  return err(absentReason(failure));
}

async function hangsOnUsb(host: Host, { device }: ScannedDevice): Promise<boolean> {
  const way = await host.readLink(device.replace(/^\/dev\//, '/sys/block/'));
  return way.ok && /\/usb\d/.test(way.value);
}

function withoutSerial({ serial: _serial, ...reading }: DiskReading): DiskReading {
  return reading;
}

/** Where it finds no device smartctl leaves the list out. */
function devicesOf({ exitCode, stdout }: Exit): Fact<ScannedDevice[]> {
  const scanned = parseSmartctlScan(stdout);
  if (!scanned.ok) return exitCode === 0 ? unsupported : err('failed');
  return scanned.value.length === 0 ? unsupported : ok(scanned.value.filter(isSafe).slice(0, maxDisks));
}

/** A scan calls every /dev/sdX `scsi`: said back, that word would hide the attributes of SATA drives (smartctl(8), -d). */
function questionFor({ device, type }: ScannedDevice): string[] {
  const kind = type === 'scsi' ? [] : ['-d', type];
  return ['-j', '-a', '-n', `standby,${asleep}`, ...kind, device];
}

/** Names come from smartctl itself, yet become arguments: nothing that could be an option passes. */
function isSafe({ device, type }: ScannedDevice): boolean {
  return (
    /^\/dev\/[\w/.-]{1,50}$|^IO[\w:/@.-]{1,200}$/.test(device) &&
    /^[\w+,/-]{1,40}$/.test(type) &&
    type[0] !== '-'
  );
}

/** Nothing of a disk that sleeps; `failed` for want of rights, or where the device would not open. */
function readingOf(device: ScannedDevice, { exitCode, stdout }: Exit): Fact<DiskReading[]> {
  if (exitCode === asleep) return ok([]);
  if ((exitCode & notAsked) !== 0) return err('failed');
  const disk = parseSmartctl(stdout);
  if (!disk.ok) return err('failed');
  return ok([{ ...disk.value.facts, device: shownName(device), source: 'smartctl' }]);
}

/** Disks behind one RAID controller share its device: the number in the type tells them apart. */
function shownName({ device, type }: ScannedDevice): string {
  const name = device.replace(/^\/dev\//, '');
  return (/,\d{1,3}/.test(type) ? `${name} ${type}` : name).slice(0, 64);
}
