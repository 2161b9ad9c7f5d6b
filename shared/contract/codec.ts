import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ZodType } from 'zod';
import { err, ok, type Result } from '../domain/result.ts';
import { contractVersion, deflateAboveBytes, maxDepth, maxInflatedBytes, maxWireBytes } from './limits.ts';

/** Why a payload could not be read. `unknown-version` is kept and replayed after an upgrade. */
export type DecodeFailure = {
  readonly kind: 'too-large' | 'undecodable' | 'unknown-version' | 'invalid';
  /** What was wrong, naming the field; free of the payload's own text. */
  readonly detail: string;
};

const jsonStart = 0x7b;
const deflateMark = 0x01;
const quote = 0x22;
const backslash = 0x5c;

/**
 * Encodes one message: JSON UTF-8, or byte 0x01 and deflate-raw of it above 512 bytes.
 * @param options.plain never deflate (views are retained and read by any tool)
 */
export function encode(message: object, options: { readonly plain?: boolean } = {}): Buffer {
  const json = Buffer.from(JSON.stringify(message), 'utf8');
  if (options.plain === true || json.length <= deflateAboveBytes) return json;
  const deflated = deflateRawSync(json);
  return Buffer.concat([Buffer.of(deflateMark), deflated]);
}

/** Decodes and validates one message. Total: hostile bytes give a failure, never an exception. */
export function decode<T>(payload: Buffer, schema: ZodType<T>): Result<T, DecodeFailure> {
  const json = inflate(payload);
  if (!json.ok) return json;
  const parsed = parseJson(json.value);
  if (!parsed.ok) return parsed;
  const version = versionOf(parsed.value);
  if (version !== contractVersion) return failure('unknown-version', `v is ${String(version)}`);
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return ok(checked.data);
  const issue = checked.error.issues[0];
  return failure('invalid', `${issue?.path.map(String).join('.') ?? ''}: ${issue?.code ?? 'invalid'}`);
}

function inflate(payload: Buffer): Result<string, DecodeFailure> {
  if (payload.length > maxWireBytes) return failure('too-large', `${payload.length} bytes on the wire`);
  if (payload[0] === jsonStart) return ok(payload.toString('utf8'));
  if (payload[0] !== deflateMark) return failure('undecodable', 'neither JSON nor deflate');
  try {
    return ok(inflateRawSync(payload.subarray(1), { maxOutputLength: maxInflatedBytes }).toString('utf8'));
  } catch {
    return failure('undecodable', 'deflate stream broken or larger than 1 MiB');
  }
}

function parseJson(json: string): Result<unknown, DecodeFailure> {
  if (isTooDeep(json)) return failure('undecodable', `deeper than ${maxDepth} levels`);
  try {
    return ok(JSON.parse(json));
  } catch {
    return failure('undecodable', 'not JSON');
  }
}

/** Checked on the text before parsing: braces and brackets outside strings. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === quote) i = endOfString(json, i);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Index of the quote that closes the string opened at `start`, or the text's end. */
function endOfString(json: string, start: number): number {
  for (let i = start + 1; i < json.length; i += 1) {
    const code = json.charCodeAt(i);
    if (code === backslash) i += 1;
    else if (code === quote) return i;
  }
  return json.length;
}

function versionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
}

function failure(kind: DecodeFailure['kind'], detail: string): { ok: false; error: DecodeFailure } {
  return err({ kind, detail });
}
