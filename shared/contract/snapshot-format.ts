import { snapshotSchema } from './snapshot.ts';
import { snapshotMachine } from './snapshot-machine.ts';

/**
 * A frozen snapshot as this build reads it: a list or a fact that the build which froze it did not know yet is empty or unknown.
 * What it says stays as it is, and so does its hash, which is of its own text.
 */
export function withUnknown(json: unknown): unknown {
  if (!isRecord(json)) return json;
  const { machines } = json;
  const unknown = noFacts();
  const known = Array.isArray(machines) ? machines.map((machine) => ({ ...unknown, ...machine })) : machines;
  return { ...emptyLists(), ...json, machines: known };
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Every list of the format. */
export function emptyLists(): Record<string, unknown> {
  const names = Object.entries(snapshotSchema.shape).filter(([, schema]) => schema.safeParse([]).success);
  return Object.fromEntries(names.map(([name]) => [name, []]));
}

/** Every fact of a machine that may be unknown. */
export function noFacts(): Record<string, unknown> {
  const names = Object.entries(snapshotMachine.shape).filter(([, schema]) => schema.safeParse(null).success);
  return Object.fromEntries(names.map(([name]) => [name, null]));
}
