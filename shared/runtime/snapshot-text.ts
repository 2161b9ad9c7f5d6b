import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { Inflate } from 'fflate';
import type { ZodError } from 'zod';
import { snapshotSchema } from '../contract/snapshot.ts';
import { emptyLists, noFacts } from '../contract/snapshot-format.ts';
import { snapshotMachine } from '../contract/snapshot-machine.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { SnapshotMachine } from '../domain/snapshot/machine.ts';
import type { Snapshot } from '../domain/snapshot/snapshot.ts';
import { createListReader } from './json-lists.ts';

/** Of a province: 100,000 machines take some 100 MB as JSON. */
const maxInflatedBytes = 512 * 1024 * 1024;
const maxChunkCharacters = 36_000;
/** Packed; unpacked some hundred kilobytes. */
const pieceBytes = 4_096;

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

/**
 * Reads pieces back. A province's text is read as it unpacks and its machines one by one: as a whole it would take a gigabyte.
 * Errors: what is wrong, in the words of the code that noticed.
 */
export function readSnapshotChunks(
  chunks: readonly string[],
  sha256: string,
): Result<{ readonly snapshot: Snapshot; readonly sha256: string }, string> {
  const machines: SnapshotMachine[] = [];
  const others: { readonly list: string; readonly element: unknown }[] = [];
  const unknown = noFacts();
  const words = new Map<string, string>();
  const reader = createListReader((list, element) => {
    if (list === 'machines') machines.push(machineOf(unknown, element, machines.length, words));
    else others.push({ list, element });
  });
  try {
    if (inflateInto(chunks, reader.push) !== sha256) return err('sha256');
    const frame = { ...emptyLists(), ...reader.end(), ...elementsByList(others), machines: [] };
    const read = snapshotSchema.safeParse(frame);
    if (!read.success) return err(fieldOf(read.error));
    return ok({ snapshot: { ...read.data, machines }, sha256 });
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

function elementsByList(all: readonly { readonly list: string; readonly element: unknown }[]): object {
  const byList = Map.groupBy(all, ({ list }) => list);
  return Object.fromEntries([...byList].map(([list, of]) => [list, of.map(({ element }) => element)]));
}

function machineOf(
  unknown: object,
  element: unknown,
  index: number,
  words: Map<string, string>,
): SnapshotMachine {
  const read = snapshotMachine.safeParse({ ...unknown, ...onceEach(Object(element), words) });
  if (!read.success) throw new Error(`machines.${index}.${fieldOf(read.error)}`);
  return read.data;
}

const repeatedFields = ['schoolCode', 'siteCode', 'room', 'model', 'cpuModel', 'os'] as const;

/** What thousands of machines have in common is kept once (measured: 100,000 machines in 25 MB less). */
function onceEach(element: Record<string, unknown>, words: Map<string, string>): object {
  for (const field of repeatedFields) {
    const word = element[field];
    if (typeof word !== 'string') continue;
    const kept = words.get(word);
    if (kept === undefined) words.set(word, word);
    else element[field] = kept;
  }
  return element;
}

function fieldOf({ issues }: ZodError): string {
  return issues[0]?.path.map(String).join('.') || 'snapshot';
}

/** Unpacks the pieces, hands over their text as it comes, and gives its SHA-256. Throws on what is too large or not deflated. */
function inflateInto(chunks: readonly string[], push: (text: string) => void): string {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  const inflate = new Inflate((piece) => {
    size += piece.length;
    if (size > maxInflatedBytes) throw new RangeError('snapshot too large');
    hash.update(piece);
    push(decoder.decode(piece, { stream: true }));
  });
  const packed = Buffer.from(chunks.join(''), 'base64');
  for (let at = 0; at < packed.length; at += pieceBytes) inflate.push(packed.subarray(at, at + pieceBytes));
  inflate.push(new Uint8Array(0), true);
  push(decoder.decode());
  return hash.digest('hex');
}
