import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { withUnknown } from '../../shared/contract/snapshot-format.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { sha256Of } from '../../shared/runtime/snapshot-text.ts';
import type { SnapshotHead, SnapshotStore } from '../store/snapshot-port.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A text as the store keeps it; packed beside the event loop. */
export function packed(text: string): Promise<Buffer> {
  return deflate(text);
}

/**
 * A snapshot as it was frozen, read by this build. Throws where its content is not what was recorded: a database that was changed
 * past its triggers is shown to nobody.
 */
export async function storedSnapshot(
  store: Pick<SnapshotStore, 'snapshotContent'>,
  { name, sha256 }: SnapshotHead,
): Promise<{ readonly snapshot: Snapshot; readonly content: Uint8Array }> {
  const content = await store.snapshotContent(name);
  const text = content === null ? '' : (await inflate(content)).toString('utf8');
  if (content === null || sha256Of(text) !== sha256) {
    throw new Error(`snapshot ${name} is not what was recorded`);
  }
  // Its text is the one that this product wrote: the hash says so.
  return { content, snapshot: withUnknown(JSON.parse(text)) as Snapshot };
}
