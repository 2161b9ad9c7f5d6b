import type { SnapshotKind } from '../../shared/domain/snapshot/snapshot.ts';

/** What a school says of one machine; without a machine, of itself. */
export type Remark = { readonly deviceId: string | null; readonly remark: string };

/** What a command line asks for of snapshots. */
export type SnapshotCommand =
  | { readonly kind: 'snapshot-list' }
  | {
      readonly kind: 'snapshot-create';
      readonly name: string;
      readonly purpose: Exclude<SnapshotKind, 'live'>;
      /** Now when absent. */
      readonly asAtMs?: number;
    }
  | { readonly kind: 'snapshot-show'; readonly name: string; readonly schoolCode: string | undefined }
  | {
      readonly kind: 'snapshot-say';
      readonly name: string;
      readonly schoolCode: string | undefined;
      readonly state: 'confirmed' | 'disputed';
      readonly remarks: readonly Remark[];
    }
  | { readonly kind: 'snapshot-close'; readonly name: string };
