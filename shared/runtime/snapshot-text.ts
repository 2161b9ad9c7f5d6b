import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { snapshotSchema } from '../contract/snapshot.ts';
import { withUnknown } from '../contract/snapshot-format.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot/snapshot.ts';

/** Of a province: 100,000 machines take some 100 MB as JSON. */
const maxInflatedBytes = 512 * 1024 * 1024;
const maxChunkCharacters = 36_000;

/** A snapshot's one text: keys in the order of the schema, so that the same state has the same bytes and the same hash. */
export function snapshotText(snapshot: Snapshot): string {
  return JSON.stringify(snapshotSchema.parse(snapshot));
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The text as pieces that each fit one message: deflate-raw, base64. */
export function snapshotChunks(text: string): string[] {
  return chunksOf(deflateRawSync(text));
}

/** The same of a text that was deflated before. */
export function chunksOf(deflated: Uint8Array): string[] {
  const packed = Buffer.from(deflated).toString('base64');
  const chunks: string[] = [];
  for (let at = 0; at < packed.length; at += maxChunkCharacters) {
    chunks.push(packed.slice(at, at + maxChunkCharacters));
  }
  return chunks;
}

/** Reads pieces back. Errors: what is wrong, in the words of the code that noticed. */
export function readSnapshotChunks(
  chunks: readonly string[],
  sha256: string,
): Result<{ readonly snapshot: Snapshot; readonly sha256: string }, string> {
  try {
    const text = inflateRawSync(Buffer.from(chunks.join(''), 'base64'), {
      maxOutputLength: maxInflatedBytes,
    }).toString('utf8');
    if (sha256Of(text) !== sha256) return err('sha256');
    const read = snapshotSchema.safeParse(withUnknown(JSON.parse(text)));
    if (!read.success) return err(read.error.issues[0]?.path.map(String).join('.') ?? 'snapshot');
    return ok({ snapshot: read.data, sha256 });
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}
