import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseKinds } from '../../../agent/parse/kind-names.ts';
import { readKind } from '../../../agent/parse/kinds.ts';
import { requireFixtures } from '../../support/tools.ts';
import { readRecordings } from './corpus.ts';

const goldens = join(import.meta.dirname, 'goldens');
const checkedOn = Date.UTC(2026, 10, 22);

test('every recording of a kind is read', (context) => {
  const recordings = readRecordings(requireFixtures(context));
  expect(recordings.length).toBeGreaterThan(340);
  for (const { kind, name, bytes } of recordings) {
    expect(readKind(kind, bytes, checkedOn), name).toMatchObject({ ok: true });
  }
});

test('what was checked by hand is still said', (context) => {
  const recordings = new Map(
    readRecordings(requireFixtures(context)).map((recording) => [recording.name, recording]),
  );
  let checked = 0;
  for (const file of readdirSync(goldens).filter((name) => name.endsWith('.json'))) {
    const golden: Record<string, unknown> = JSON.parse(readFileSync(join(goldens, file), 'utf8'));
    for (const [name, expected] of Object.entries(golden)) {
      const recording = recordings.get(name);
      const parsed = recording && readKind(recording.kind, recording.bytes, checkedOn);
      expect(parsed, name).toEqual({ ok: true, value: expected });
      checked += 1;
    }
  }
  expect(checked).toBeGreaterThan(160);
});

test('a recording is not taken for another kind', (context) => {
  for (const { kind, name, bytes } of readRecordings(requireFixtures(context))) {
    for (const other of parseKinds) {
      if (other === kind) continue;
      expect(readKind(other, bytes, checkedOn), `${name} as ${other}`).toMatchObject({ ok: false });
    }
  }
});
