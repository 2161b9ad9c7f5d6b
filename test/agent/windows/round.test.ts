import { expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { windowsQueries } from '../../../agent/collectors/windows/queries.ts';
import { collectors } from '../../../agent/registry.ts';
import { type Outcome, type Section, sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakePowerShell } from '../../support/fake-powershell.ts';
import { type PrintedAnswer, printedBatch } from '../../support/printed-batch.ts';
import { openResources } from '../../support/resources.ts';

/** Sections that PowerShell alone answers: without it, its failure is theirs. */
const silent: readonly Section[] = ['antivirus', 'accounts', 'peripherals', 'diskHealth'];

const everyQuestion = (answer: PrintedAnswer): string =>
  printedBatch(Object.fromEntries(windowsQueries.map(({ name }) => [name, answer])));

const hanging = 'note(); hang();';

/** All sections of this machine, as a Windows without a registry whose PowerShell behaves so. */
async function inventory(behaviour: string, answer = '') {
  await using resources = openResources();
  const fake = await openFakePowerShell(resources, behaviour, answer);
  const deps = { host: fake.host(), clock: createSystemClock(), collectors };
  const cut = new AbortController();
  const collecting = collect(deps, sections, cut.signal);
  if (behaviour === hanging) {
    await eventually(async () => ((await fake.starts()).length > 0 ? true : undefined));
    cut.abort();
  }
  const { readings, outcomes } = await collecting;
  const of = (section: Section) => outcomes.find(({ collector }) => collector === section);
  return { readings, of, starts: await fake.starts() };
}

test.each<[string, string, string, Outcome]>([
  ['hangs', hanging, '', 'timed-out'],
  ['prints garbage', 'note(); print("<<oops>>");', '', 'failed'],
  ['knows no class', 'note(); print(answer);', everyQuestion({ error: 'HRESULT 0x80041010' }), 'unsupported'],
  ['lets nobody in', 'note(); print(answer);', everyQuestion({ error: 'HRESULT 0x80041003' }), 'denied'],
])('one start serves all sections of a machine whose PowerShell %s, and each says why', async (...row) => {
  const [, behaviour, answer, outcome] = row;
  const { readings, of, starts } = await inventory(behaviour, answer);
  expect(starts).toHaveLength(1);
  for (const section of silent) expect.soft(of(section)?.outcome, section).toBe(outcome);
  const measured = readings.map(({ section }) => section);
  for (const section of silent) expect.soft(measured).not.toContain(section);
  expect(of('usage')?.outcome).toBe('ok');
});

test('what its questions took counts as the time of a section', async () => {
  const { of } = await inventory('note(); print(answer);', everyQuestion({ rows: [], ms: 4_000 }));
  const questions = windowsQueries.filter(({ sections: [first] }) => first === 'accounts').length;
  expect(questions).toBeGreaterThan(0);
  expect(of('accounts')?.ms).toBeGreaterThanOrEqual(questions * 4_000);
  expect(of('usage')?.ms).toBeLessThan(4_000);
});
