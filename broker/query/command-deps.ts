import type { DeviceRow } from '../../shared/contract/view.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Authority } from '../enrol/authority.ts';
import type { RegistryCache } from '../enrol/registry-cache.ts';
import type { Turn } from '../enrol/turn.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import type { OrgStore } from '../store/org-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { RoomStore } from '../store/room-port.ts';

/** What commands that change the registry or the roster need. */
export type CommandDeps = {
  readonly store: RegistryStore & OrgStore & RoomStore;
  readonly tree: () => UnitTree;
  readonly cache: RegistryCache;
  readonly authority: Authority;
  /** Shared with the door: what is revoked is not renewed at the same time. */
  readonly turn: Turn;
  readonly clock: Clock;
  /** The live picture follows at once. */
  readonly fleet: {
    readonly orgChanged: () => Promise<void>;
    readonly assignmentChanged: (deviceId: string) => Promise<void>;
    readonly ensureViews: (unitId: string) => Promise<void>;
    readonly deviceRow: (deviceId: string) => DeviceRow | null;
  };
  /** Ends the connections of a common name. */
  readonly disconnect: (cn: string) => void;
};
