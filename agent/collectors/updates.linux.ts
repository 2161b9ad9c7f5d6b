import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { firstKnown, mapFact, noData, readFact, unsupported } from './facts.ts';
import { defined, wholeNumber } from './text.ts';

const aptFolder = '/etc/apt/apt.conf.d';
const timers = '/etc/systemd/system/timers.target.wants';
const aptTimer = 'apt-daily-upgrade.timer';
const dnfTimers = ['dnf-automatic.timer', 'dnf-automatic-install.timer', 'dnf5-automatic.timer'];
/** Whoever installs a kernel runs one of these, and they write the flag. */
const restartNotifiers = [
  '/usr/share/update-notifier/notify-reboot-required',
  '/etc/kernel/postinst.d/unattended-upgrades',
];

export async function readLinuxUpdates({ host }: CollectorContext): Promise<Measured<'updates'>> {
  const hasApt = (await host.stat(aptFolder)).ok;
  const pending = await readFact(host, '/var/lib/update-notifier/updates-available', parseUpdatesAvailable);
  return {
    isRebootPending: await readRestartPending(host),
    isAutomatic: hasApt ? await readAptAutomatic(host) : await readDnfAutomatic(host),
    lastCheckedAt: firstKnown([
      await modifiedAt(host, '/var/lib/apt/periodic/update-success-stamp'),
      await modifiedAt(host, '/var/lib/apt/periodic/update-stamp'),
      await modifiedAt(host, '/var/lib/apt/lists'),
      await modifiedAt(host, '/var/cache/dnf/last_makecache'),
    ]),
    // The status file changes with every installation; the log beside it is replaced by an empty one each month.
    lastInstalledAt: firstKnown([
      await modifiedAt(host, '/var/lib/dpkg/status'),
      await modifiedAt(host, '/var/lib/rpm/rpmdb.sqlite'),
      await modifiedAt(host, '/var/lib/rpm/Packages'),
    ]),
    pendingCount: mapFact(pending, ({ all }) => all),
    pendingSecurityCount: mapFact(pending, ({ security }) => security),
    noAutoUpdate: unsupported,
    serviceStart: unsupported,
  };
}

async function modifiedAt(host: Host, path: string): Promise<Fact<number>> {
  const status = await host.stat(path);
  if (!status.ok) return err(absentReason(status.error));
  // A machine whose clock was lost writes dates before 1970.
  return status.value.modifiedAt >= 0 ? ok(status.value.modifiedAt) : noData;
}

/** The flag file proves yes. Its absence proves no only where something on the machine would have written it. */
async function readRestartPending(host: Host): Promise<Fact<boolean>> {
  for (const path of ['/run/reboot-required', '/var/run/reboot-required']) {
    if ((await host.stat(path)).ok) return ok(true);
  }
  for (const path of restartNotifiers) {
    if ((await host.stat(path)).ok) return ok(false);
  }
  return noData;
}

/** apt reads the folder in alphabetical order and the last setting counts; without one, apt does not upgrade by itself. */
async function readAptAutomatic(host: Host): Promise<Fact<boolean>> {
  const names = await host.readDir(aptFolder);
  if (!names.ok) return err(absentReason(names.error));
  let isOn = false;
  for (const name of names.value.filter((each) => /^[\w-]+(\.conf)?$/.test(each))) {
    const config = await host.readText(`${aptFolder}/${name}`);
    if (!config.ok) return err(absentReason(config.error));
    isOn = parseUnattendedUpgrade(config.value) ?? isOn;
  }
  if (!isOn || !(await host.stat('/usr/bin/unattended-upgrade')).ok) return ok(false);
  return ok(!(await isTimerOff(host)));
}

/** The settings do nothing when systemd does not start them: the timer masked, or taken out of those that start. */
async function isTimerOff(host: Host): Promise<boolean> {
  const mask = await host.readLink(`/etc/systemd/system/${aptTimer}`);
  const started = await host.readDir(timers);
  return (mask.ok && mask.value === '/dev/null') || (started.ok && !started.value.includes(aptTimer));
}

/** `APT::Periodic::Unattended-Upgrade` in apt.conf(5): 0 or a period in days; undefined when not set here. */
export function parseUnattendedUpgrade(config: string): boolean | undefined {
  const lines = config.split('\n').filter((line) => !/^\s*(\/\/|#)/.test(line));
  const settings = [
    ...lines.join('\n').matchAll(/(?:APT::Periodic::)?Unattended-Upgrade\s+"([^"\n]{0,20})"\s*;/gi),
  ];
  const value = settings.at(-1)?.[1]?.toLowerCase();
  return value === undefined ? undefined : !['', '0', 'no', 'false', 'off'].includes(value);
}

/** An enabled timer proves yes; a desktop's own updater may do it without one, so its absence proves nothing. */
async function readDnfAutomatic(host: Host): Promise<Fact<boolean>> {
  if (!(await host.stat('/etc/dnf')).ok) return unsupported;
  for (const timer of dnfTimers) {
    if ((await host.readLink(`${timers}/${timer}`)).ok) return ok(true);
  }
  return noData;
}

export type PendingUpdates = { readonly all?: number; readonly security?: number };

/** Ubuntu's message, in English; another language gives nothing rather than a wrong number. */
export function parseUpdatesAvailable(text: string): PendingUpdates | undefined {
  const all = /^(\d{1,6}) (?:updates?|packages?) can be (?:applied|installed|updated)/m.exec(text)?.[1];
  const security = /^(\d{1,6}) (?:of these )?updates? (?:is|are) .{0,20}security updates?/m.exec(text)?.[1];
  if (all === undefined) return undefined;
  return defined({ all: Number(all), security: wholeNumber(security) });
}
