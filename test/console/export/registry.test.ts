import { describe, expect, it } from 'vitest';
import { exportKinds } from '../../../console/export/registry.ts';
import { createText } from '../../../shared/text/create-text.ts';

describe.each(['vi', 'en'] as const)('the list of exports, in %s', (language) => {
  it.each(exportKinds.map(({ what }) => what))('names %s in words', (what) => {
    const key = `export.what.${what}`;
    expect(createText(language).say(key)).not.toBe(key);
  });
});
