import type { RoomRow } from '../../shared/contract/query-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import { missingSeats } from '../../shared/domain/seats.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Picture } from '../fleet/picture.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { RoomStore, RoomVersion } from '../store/room-port.ts';
import type { Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, schoolWithin } from './within.ts';

export type RoomKindOfQuestion = 'roomList' | 'roomSet';

export type RoomDeps = {
  readonly store: RoomStore & Pick<RegistryStore, 'tokens'>;
  readonly clock: Clock;
  readonly fleet: {
    readonly picture: Pick<Picture, 'tree' | 'devices'>;
    readonly roomsChanged: () => Promise<void>;
  };
};

type Place = Pick<RoomRow, 'schoolCode' | 'room'>;

/** Rooms of schools within the actor's unit: what they are for, how many seats they have, and which have no machine. */
export function createRoomCommands(deps: RoomDeps): Pick<Handlers, RoomKindOfQuestion> {
  const { store, clock, fleet } = deps;
  const { tree } = fleet.picture;
  return {
    roomList: async ({ schoolCode, room }, actor) => {
      if (schoolCode !== undefined) {
        const school = schoolWithin(tree(), actor, schoolCode);
        if (!school.ok) return school;
      }
      const rows = await roomRows(deps, (place) => {
        if (schoolCode !== undefined && place.schoolCode !== schoolCode) return false;
        if (room !== undefined && place.room !== room) return false;
        return isSchoolWithin(tree(), actor, place.schoolCode);
      });
      return ok(pagesOf({ rooms: rows }));
    },
    roomSet: async ({ schoolCode, room: wished, kind, seats }, actor) => {
      const school = schoolWithin(tree(), actor, schoolCode);
      if (!school.ok) return school;
      const room = wished.trim();
      const isIt = (place: Place): boolean => keyOf(place) === keyOf({ schoolCode, room });
      const now = (await store.rooms()).find(isIt);
      const next: RoomVersion = {
        ...{ schoolCode, room, validFrom: clock.now() },
        kind: kind ?? now?.kind ?? null,
        seats: seats ?? now?.seats ?? null,
        siteCode: now?.siteCode ?? null,
      };
      if (now === undefined || next.kind !== now.kind || next.seats !== now.seats) {
        await store.saveRoom(next, actor.userId);
        await fleet.roomsChanged();
      }
      const row = (await roomRows(deps, isIt))[0];
      return ok([{ room: row ?? { ...describedRow(next, null), machines: 0, missingSeats: [] } }]);
    },
  };
}

/** Rooms that were described and rooms that only machines name, by school and name. */
async function roomRows(
  { store, fleet }: RoomDeps,
  isChosen: (place: Place) => boolean,
): Promise<readonly RoomRow[]> {
  const [described, tokenSeats] = [await store.rooms(), seatsOfTokens(await store.tokens())];
  const rows = new Map<string, Omit<RoomRow, 'machines' | 'missingSeats'>>();
  for (const room of described)
    rows.set(keyOf(room), describedRow(room, tokenSeats.get(keyOf(room)) ?? null));
  const machines = Map.groupBy(seatedMachines(fleet.picture), keyOf);
  for (const [key, [first]] of machines) {
    if (first === undefined || rows.has(key)) continue;
    const { schoolCode, room } = first;
    rows.set(key, { schoolCode, room, kind: null, seats: tokenSeats.get(key) ?? null });
  }
  return [...rows.entries()]
    .filter(([, row]) => isChosen(row))
    .sort(([, a], [, b]) => compare(a.schoolCode, b.schoolCode) || compare(a.room, b.room))
    .map(([key, row]) => {
      const here = machines.get(key) ?? [];
      const missing =
        row.seats === null ? [] : missingSeats(row.seats, new Set(here.map(({ seat }) => seat)));
      return { ...row, machines: here.length, missingSeats: missing.map(String) };
    });
}

function describedRow({ schoolCode, room, kind, seats }: RoomVersion, tokenSeats: number | null) {
  return { schoolCode, room, kind, seats: seats ?? tokenSeats };
}

/** Machines that stand in a room; one that was written off leaves its seat empty. */
function seatedMachines({ devices }: Pick<Picture, 'devices'>) {
  return [...devices()].flatMap(({ schoolCode, room, seat, state }) =>
    room === null || state === 'retired' ? [] : [{ schoolCode, room, seat }],
  );
}

/** What the makers of join tokens said of the seats; the newest holds. */
function seatsOfTokens(newestFirst: Awaited<ReturnType<RegistryStore['tokens']>>): Map<string, number> {
  const seats = new Map<string, number>();
  for (const token of newestFirst) {
    if (token.room === null || token.seats === null) continue;
    const key = keyOf({ schoolCode: token.schoolCode, room: token.room });
    if (!seats.has(key)) seats.set(key, token.seats);
  }
  return seats;
}

/** A school's code has no slash. */
function keyOf({ schoolCode, room }: Place): string {
  return `${schoolCode}/${room}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
