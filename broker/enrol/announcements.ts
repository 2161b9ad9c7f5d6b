import { z } from 'zod';
import type { OrderBody } from '../../shared/contract/order.ts';
import { type Address, address } from '../../shared/contract/scalars.ts';
import { isDeviceId } from '../../shared/domain/ids.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { OpenOrder, PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';

/** Where machines and users look for the broker, and how they learn that it moves. */
export type Announcements = {
  /** Where the settings say that it is. */
  readonly own: readonly Address[];
  /** What whoever joins now is told: where the broker is, and where it is about to move. */
  readonly addresses: () => readonly Address[];
  /** Where it is about to move; null when it stays. */
  readonly movingTo: () => readonly Address[] | null;
  /** Tells every machine to look there too; its old addresses stay until a new one has worked. Gives the orders made. */
  readonly announce: (to: readonly Address[]) => Promise<number>;
  /** How many machines have not confirmed the last announcement. */
  readonly waiting: () => Promise<number>;
  /** At the start of a broker whose own addresses are not those of its last start: they are announced. */
  readonly announceOwn: () => Promise<number>;
};

export type AnnouncementsDeps = {
  readonly store: Pick<RegistryStore, 'setting' | 'saveSetting' | 'certificateHolders'> &
    Pick<PictureStore, 'openOrders' | 'settleOrder'>;
  readonly clock: Clock;
  readonly give: (deviceId: string, body: OrderBody, lifeMs: number) => Promise<string | null>;
};

const ownSetting = 'announcedAddresses';
const movingSetting = 'movingToAddresses';
/** As long as a certificate: whoever is off for longer has to join again anyway. */
const lifeMs = 400 * 86_400_000;
const maxAddresses = 8;
/** Orders are written one by one; others get their turn in between. */
const atOnce = 50;

const addressList = z.array(address);

/**
 * Addresses of the installation, kept over restarts.
 * @param own where the settings say that this broker is
 */
export async function openAnnouncements(
  deps: AnnouncementsDeps,
  own: readonly Address[],
): Promise<Announcements> {
  const { store } = deps;
  let movingTo = readAddresses(await store.setting(movingSetting));
  const announce = async (to: readonly Address[]): Promise<number> => {
    let given = 0;
    for (const [index, deviceId] of (await machines(deps)).entries()) {
      if (index % atOnce === atOnce - 1) await new Promise((resolve) => setImmediate(resolve));
      given += Number(await announceTo(deps, deviceId, to));
    }
    return given;
  };
  return {
    own,
    addresses: () => unique([...own, ...(movingTo ?? [])]).slice(0, maxAddresses),
    movingTo: () => movingTo,
    announce: async (to) => {
      await store.saveSetting(movingSetting, JSON.stringify(to));
      movingTo = to;
      return announce(to);
    },
    waiting: async () => {
      let waiting = 0;
      for (const deviceId of await machines(deps)) {
        waiting += Number((await openAnnouncementsOf(deps, deviceId)).length > 0);
      }
      return waiting;
    },
    announceOwn: async () => {
      const before = readAddresses(await store.setting(ownSetting));
      if (before !== null && isSame(before, own)) return 0;
      // Written first: interrupted, the rest is lost, and `addresses set` says it again; the other way round it never ends.
      await store.saveSetting(ownSetting, JSON.stringify(own));
      await store.saveSetting(movingSetting, '');
      movingTo = null;
      return before === null ? 0 : announce(own);
    },
  };
}

/** Those that may connect. */
async function machines({ store, clock }: AnnouncementsDeps): Promise<string[]> {
  return (await store.certificateHolders(clock.now())).map(({ cn }) => cn).filter(isDeviceId);
}

/** The newest announcement alone stands. */
async function announceTo(
  deps: AnnouncementsDeps,
  deviceId: string,
  to: readonly Address[],
): Promise<boolean> {
  for (const { id } of await openAnnouncementsOf(deps, deviceId)) {
    const at = deps.clock.now();
    await deps.store.settleOrder({ id, deviceId, outcome: 'expired', detail: 'superseded', at });
  }
  return (await deps.give(deviceId, { kind: 'set-addresses', addresses: [...to] }, lifeMs)) !== null;
}

async function openAnnouncementsOf(
  { store, clock }: AnnouncementsDeps,
  deviceId: string,
): Promise<readonly OpenOrder[]> {
  return (await store.openOrders(deviceId, clock.now())).filter(({ body }) => body.kind === 'set-addresses');
}

function readAddresses(json: string | null): readonly Address[] | null {
  if (json === null || json === '') return null;
  return addressList.parse(JSON.parse(json));
}

function isSame(one: readonly Address[], other: readonly Address[]): boolean {
  return one.length === other.length && one.every((address, index) => keyOf(address) === keyOf(other[index]));
}

function unique(addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map((address) => [keyOf(address), address])).values()];
}

function keyOf(address: Address | undefined): string {
  return JSON.stringify([address?.host, address?.mqttPort, address?.httpsPort]);
}
