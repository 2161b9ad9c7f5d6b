import { expect, test } from 'vitest';
import { parseKinds } from '../../../agent/parse/kind-names.ts';
import { readKind } from '../../../agent/parse/kinds.ts';
import { longInputs } from './hostile-inputs.ts';

test.each(parseKinds)('%s: lines of ten megabytes', { timeout: 600_000 }, (kind) => {
  for (const [name, text] of longInputs(10_000_000)) {
    const parsed = readKind(kind, Buffer.from(text), 0);
    expect(parsed.ok || parsed.error, name).toBeTypeOf(parsed.ok ? 'boolean' : 'string');
  }
});
