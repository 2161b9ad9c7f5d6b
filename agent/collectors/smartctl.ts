import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Exit, type Host } from '../host/host.ts';
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
 * What smartctl says of each disk that it finds, one child after the other; a disk that sleeps is left alone and out.
 * Without smartctl nothing else tells: the section is unsupported. Also used on macOS.
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
  const answers: Fact<DiskReading[]>[] = [];
  for (const device of devices.value) {
    if (signal.aborted || clock.monotonicMs() - startedMs > enoughMs) break;
    const answer = await host.runToExit(program, questionFor(device), { ...askLimits, signal });
    answers.push(answer.ok ? readingOf(device, answer.value) : err(absentReason(answer.error)));
  }
  const readings = answers.flatMap((answer) => (answer.ok ? answer.value : []));
  // Where no disk said anything, the first failure is why; all asleep is no data.
  return readings.length > 0 ? ok(readings) : (answers.find(({ ok: isAnswered }) => !isAnswered) ?? noData);
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
  const name = device.device.replace(/^\/dev\//, '');
  // Disks behind one RAID controller share its device: the number in the type tells them apart.
  const number = /,(\d{1,3})/.exec(device.type)?.[1];
  const shown = number === undefined ? name : `${name} ${device.type}`;
  return ok([{ ...disk.value.facts, device: shown.slice(0, 64), source: 'smartctl' }]);
}
