import { z } from 'zod';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { mapFact, noData, unsupported } from './facts.ts';
import { cimText, readRows } from './windows/cim-values.ts';
import { newestInstallation } from './windows/hotfix-dates.ts';
import { type RegistryKeys, registryPath } from './windows/registry.ts';
import { askRegistry, numberAt, textAt } from './windows/registry-facts.ts';

const currentVersion = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const autoUpdate = `${currentVersion}\\WindowsUpdate\\Auto Update`;
const servicing = `${currentVersion}\\Component Based Servicing`;
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows';
const service = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\wuauserv';

/**
 * Whether updates are automatic is told raw, by policy and service. What waits to be installed only a search tells, which takes
 * minutes. Never seen on a real Windows: whether hotfix dates come as moments in every language.
 */
export async function readWindowsUpdates(context: CollectorContext): Promise<Measured<'updates'>> {
  const update = await askRegistry(context, autoUpdate);
  const policy = await askRegistry(context, policies, { recursive: true });
  const wuauserv = await askRegistry(context, service);
  return {
    isRebootPending: readRestart(update, await askRegistry(context, servicing)),
    isAutomatic: unsupported,
    lastCheckedAt: await readSuccess(context, update, 'Detect'),
    lastInstalledAt: newest(
      await readSuccess(context, update, 'Install'),
      readHotfixes(context.windows('hotfixDates')),
    ),
    pendingCount: unsupported,
    pendingSecurityCount: unsupported,
    noAutoUpdate: numberAt(policy, `${policies}\\WindowsUpdate\\AU`, 'NoAutoUpdate'),
    serviceStart: mapFact(numberAt(wuauserv, service, 'Start'), (start) =>
      start <= 255 ? start : undefined,
    ),
  };
}

/** The keys are there as long as a restart is needed. Yes from either is yes; no needs both. */
function readRestart(update: Fact<RegistryKeys>, components: Fact<RegistryKeys>): Fact<boolean> {
  const flags = [
    mapFact(update, (keys) => keys.has(registryPath(`${autoUpdate}\\RebootRequired`))),
    mapFact(components, (keys) => keys.has(registryPath(`${servicing}\\RebootPending`))),
  ];
  if (flags.some((flag) => flag.ok && flag.value)) return ok(true);
  return flags.find((flag) => !flag.ok) ?? ok(false);
}

/** `2019-03-12 04:05:06`, in UTC. Windows 10 and later no longer write it. */
async function readSuccess(
  context: CollectorContext,
  update: Fact<RegistryKeys>,
  what: 'Detect' | 'Install',
): Promise<Fact<number>> {
  if (!update.ok) return update;
  if (!update.value.has(registryPath(`${autoUpdate}\\Results`))) return noData;
  const key = `${autoUpdate}\\Results\\${what}`;
  const text = textAt(await askRegistry(context, key), key, 'LastSuccessTime', 32);
  return mapFact(text, (value) => {
    const ms = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) ? Date.parse(`${value.replace(' ', 'T')}Z`) : 0;
    return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
  });
}

const hotfixRow = z.object({ on: cimText(64) });

function readHotfixes(answer: Fact<readonly unknown[]>): Fact<number> {
  return mapFact(readRows(answer, hotfixRow, 2000), (rows) =>
    newestInstallation(rows.flatMap(({ on }) => on ?? [])),
  );
}

/** The later of two facts; a failure weighs more than `no-data`, which says that the other place was asked and had nothing. */
function newest(one: Fact<number>, other: Fact<number>): Fact<number> {
  if (one.ok && other.ok) return ok(Math.max(one.value, other.value));
  if (one.ok) return one;
  if (other.ok) return other;
  return err(one.error === 'no-data' ? other.error : one.error);
}
