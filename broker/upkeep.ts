import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import { createBackup } from './backup.ts';
import { addressesOf } from './config.ts';
import { type Announcements, openAnnouncements } from './enrol/announcements.ts';
import { createRollover, type Rollover } from './enrol/rollover.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Installation } from './installation.ts';
import type { Handlers } from './query/handler.ts';
import { createInstallationCommands, type InstallationCommandKind } from './query/installation-commands.ts';

/** What keeps an installation alive over the years: its authority, its addresses, its copies. */
export type Upkeep = {
  readonly rollover: Rollover;
  readonly announcements: Announcements;
  readonly handlers: Pick<Handlers, InstallationCommandKind>;
};

export type UpkeepDeps = {
  readonly clock: Clock;
  readonly network: {
    readonly disconnect: (cn: string) => void;
    readonly credentialsChanged: () => void;
  };
  readonly fleet: Pick<Fleet, 'orders' | 'picture' | 'identity'>;
  readonly log: Log;
};

export async function openUpkeep(
  { clock, network, fleet, log }: UpkeepDeps,
  { folder, store, authority, settings }: Installation,
): Promise<Upkeep> {
  const rollover = createRollover(
    {
      store,
      authority,
      clock,
      lastSeenOf: (deviceId) => {
        const device = fleet.picture.device(deviceId);
        return device?.isConnected === true ? clock.now() : (device?.lastSeen ?? null);
      },
      credentialsChanged: network.credentialsChanged,
      issuerChanged: () => void renewConnected(fleet, log),
      disconnect: network.disconnect,
    },
    { dataFolder: folder, hosts: settings.hosts },
  );
  const announcements = await openAnnouncements(
    { store, clock, give: fleet.orders.give },
    addressesOf(settings),
  );
  const backup = createBackup({ store, clock }, folder);
  return {
    rollover,
    announcements,
    handlers: createInstallationCommands({ rollover, announcements, backup }),
  };
}

/** One after the other: each certificate is signed and written, and whoever reports meanwhile gets its turn. */
async function renewConnected({ picture, identity }: UpkeepDeps['fleet'], log: Log): Promise<void> {
  for (const { deviceId, isConnected } of [...picture.devices()]) {
    if (!isConnected) continue;
    await identity.renewIfNeeded(deviceId).catch((cause: unknown) => {
      log.error({ deviceId, reason: String(cause) }, 'a machine was not given its certificate');
    });
  }
}
