import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registerNames } from '../../shared/domain/snapshot/registers.ts';
import { repository } from '../tools/rules/sample-tree.ts';

test.for(['data-in.md', 'data-in.vi.md'])('%s names every register', async (page) => {
  const text = await readFile(join(repository, 'docs', page), 'utf8');
  for (const name of registerNames) expect(text).toContain(`\`${name}\``);
});
