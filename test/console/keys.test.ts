import { expect, test } from 'vitest';
import { textOf } from '../../console/components/line.ts';
import { actionOf, actions, bindings } from '../../console/keys.ts';
import { createReference } from '../../console/reference.ts';
import { update } from '../../console/state/update.ts';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';
import { sampleFleet, sampleNowMs } from './sample-fleet.ts';
import { arrived, draw, keys, run, startModel } from './screens.ts';

test('each action has a binding, each key one action', () => {
  expect(bindings.map(({ action }) => action).sort()).toEqual([...actions].sort());
  const all = bindings.flatMap((binding) => binding.keys);
  expect(new Set(all).size).toBe(all.length);
});

test.each(['vi', 'en'] as const)('the help names every key, in %s', (language) => {
  const shown = draw(run(startModel({ columns: 80, rows: 60 }, language), [...arrived, ...keys('?')]))
    .map(textOf)
    .join('\n');
  const words: Record<string, string> = language === 'vi' ? vi : en;
  for (const { shown: key, action } of bindings) {
    expect(shown).toContain(key);
    expect(shown).toContain(words[`key.${action}`]);
  }
});

test('every key does something on some screen', () => {
  const many = { ...arrived[1], fleet: sampleFleet(30), nowMs: sampleNowMs } as (typeof arrived)[number];
  const models = [['1'], ['2'], ['3', 'G', 'right'], ['3', 'down', 'down'], ['2', 'enter']].map((path) =>
    run(startModel({ columns: 80, rows: 24 }), [...arrived, many, ...keys(...path)]),
  );
  const reference = createReference();
  const idle = bindings
    .flatMap((binding) => binding.keys)
    .filter((key) =>
      models.every((model) => {
        const step = update(model, { kind: 'key', key }, reference);
        return step.model === model && step.effects.length === 0;
      }),
    );
  expect(idle).toEqual([]);
});

test('keys survive a Vietnamese input method: printable ASCII, no vowel that composes', () => {
  const typed = bindings.flatMap((binding) => binding.keys).filter((key) => key.length === 1);
  expect(typed.filter((key) => !/^[ -~]$/.test(key) || /[aeiouyw[\]]/i.test(key))).toEqual([]);
  expect(actionOf('w')).toBeUndefined();
});
