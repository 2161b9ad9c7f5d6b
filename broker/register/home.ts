import type { z } from 'zod';
import type { RegisterRow } from '../../shared/domain/register/column.ts';
import { rowKeyOf } from '../../shared/domain/register/column.ts';
import { registerTables, type TableName } from '../../shared/domain/register/tables.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { LicenceChange } from '../store/licence-port.ts';
import type { Store } from '../store/store.ts';
import type { KnownRegister, RegisterEntryPlan } from './plan-list.ts';
import { type KeptRegister, rowSchemas, storedRows } from './stored-rows.ts';

/** Registers that are lists of rows, each row by itself. */
export type ListName = Exclude<TableName, 'roster' | 'units'>;

export type Stamp = { readonly at: number; readonly actor: string };

/** Where a register is kept. */
export type RegisterHome = Pick<KnownRegister, 'fault'> & {
  readonly rows: () => Promise<readonly RegisterRow[]>;
  /** All or none; the live picture follows. */
  readonly save: (entries: readonly RegisterEntryPlan[], stamp: Stamp) => Promise<void>;
};

export type HomeDeps = { readonly store: Store; readonly fleet: Fleet };

export function homeOf(deps: HomeDeps, register: ListName): RegisterHome {
  if (register === 'rooms') return roomsHome(deps);
  return register === 'licences' ? licencesHome(deps) : keptHome(deps, register);
}

function keptHome({ store }: HomeDeps, register: Exclude<KeptRegister, 'norms'>): RegisterHome {
  const schema: z.ZodType = rowSchemas[register];
  return {
    rows: async () => [...(await storedRows(store, register)).values()].map((row) => ({ ...row })),
    save: (entries, stamp) => store.saveRegister({ register, ...stamp, entries }),
    fault: (row) => {
      const read = schema.safeParse(row);
      const field = String(read.error?.issues[0]?.path[0] ?? '');
      return read.success ? null : { field, reason: 'out-of-range' };
    },
  };
}

/** A room of which nothing is said (any more) is none of the list. */
function roomsHome({ store, fleet }: HomeDeps): RegisterHome {
  const described = async () =>
    (await store.rooms()).filter(
      (room) => room.kind !== null || room.seats !== null || room.siteCode !== null,
    );
  return {
    rows: async () =>
      (await described()).map(({ schoolCode, room, siteCode, kind, seats }) => ({
        ...{ schoolCode, room, siteCode, kind, seats },
      })),
    save: async (entries, { at, actor }) => {
      const rooms = new Map(
        (await described()).map((room) => [rowKeyOf(registerTables.rooms, { ...room }), room]),
      );
      const versions = entries.flatMap(({ key, row }) => {
        const before = rooms.get(key);
        const blank = { siteCode: null, kind: null, seats: null };
        // Each field was read as its column holds it.
        const next = row === null ? { ...before, ...blank } : row;
        return [{ ...next, validFrom: at } as Parameters<Store['saveRoom']>[0]];
      });
      await store.saveRooms(versions, actor);
      await fleet.roomsChanged();
    },
    fault: () => null,
  };
}

function licencesHome({ store, fleet }: HomeDeps): RegisterHome {
  const table = registerTables.licences;
  return {
    rows: async () =>
      (await store.licences()).map(({ schoolCode, product, seats, expiresOn, note }) => ({
        ...{ schoolCode, product, seats, expiresOn, note },
      })),
    save: async (entries, { at, actor }) => {
      const known = await store.licences();
      const ids = new Map(known.map((licence) => [rowKeyOf(table, { ...licence }), licence.id]));
      const changes = entries.flatMap(({ key, row }): LicenceChange[] => {
        const id = ids.get(key) ?? null;
        if (row === null) return id === null ? [] : [{ id, version: null }];
        // Each field was read as its column holds it.
        return [
          { id, version: { ...row, validFrom: at } as unknown as NonNullable<LicenceChange['version']> },
        ];
      });
      await store.saveLicences(changes, at, actor);
      const codes = new Set(entries.map(({ key }) => key.split('/')[0] ?? ''));
      await fleet.findings.registerChanged(...codes);
    },
    fault: () => null,
  };
}
