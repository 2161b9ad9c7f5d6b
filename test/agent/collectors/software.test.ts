import { expect, test } from 'vitest';
import { createDpkgParser } from '../../../agent/collectors/dpkg-status.linux.ts';
import { parseRpmList } from '../../../agent/collectors/software.linux.ts';
import { software } from '../../../agent/collectors/software.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { contextOf } from './samples/context.ts';

async function collectFrom(machine: RecordedMachine) {
  const host = await openRecordedHost(machine);
  const result = await software.collect(contextOf(host));
  await host.close();
  return { result, started: host.started };
}

function parseDpkg(text: string) {
  const parser = createDpkgParser();
  for (const line of text.split('\n')) parser.line(line);
  return parser.end();
}

test('only what is installed counts, held packages too', () => {
  const stanza = (name: string, status: string): string =>
    `Package: ${name}\nStatus: ${status}\nVersion: 1\n`;
  const text = [
    stanza('kept', 'hold ok installed'),
    stanza('removed', 'deinstall ok config-files'),
    stanza('broken', 'install reinstreq half-installed'),
    'Version: 2\nStatus: install ok installed\n',
  ].join('\n');
  expect(parseDpkg(text)).toEqual([{ name: 'kept', version: '1' }]);
});

test('rpm is asked once, in a form of our own; keys and vendors that are none are left out', async () => {
  const list =
    'zlib\t1.2.11-40.el9\tRed Hat, Inc.\ngpg-pubkey\tfd431d51-4ae0493b\t(none)\nbash\t5.1.8-9.el9\t(none)\n';
  const { result, started } = await collectFrom({
    files: {},
    folders: ['/var/lib/rpm'],
    programs: { rpm: list },
  });
  expect(result).toEqual({
    outcome: 'ok',
    facts: {
      source: 'rpm',
      packages: [
        { name: 'bash', version: '5.1.8-9.el9' },
        { name: 'zlib', version: '1.2.11-40.el9', publisher: 'Red Hat, Inc.' },
      ],
      total: 2,
    },
  });
  expect(started).toEqual(['rpm']);
  expect(parseRpmList('no tabs here\n')).toEqual([]);
});

test('a machine without either is no-data, and starts nothing; one whose rpm is missing knows the source alone', async () => {
  expect(await collectFrom({ files: {} })).toEqual({ result: { outcome: 'no-data' }, started: [] });
  expect((await collectFrom({ files: {}, folders: ['/var/lib/rpm'] })).result).toEqual({
    outcome: 'ok',
    facts: { source: 'rpm' },
    absent: { packages: 'no-data', total: 'no-data' },
  });
});

test('a list longer than the contract carries is cut, its total is not', async () => {
  const stanzas = Array.from(
    { length: 10_050 },
    (_, index) => `Package: p${String(index).padStart(5, '0')}\nStatus: install ok installed\nVersion: 1\n`,
  );
  const { result } = await collectFrom({ files: { '/var/lib/dpkg/status': stanzas.join('\n') } });
  expect(result.outcome === 'ok' && result.facts.packages?.length).toBe(10_000);
  expect(result.outcome === 'ok' && result.facts.total).toBe(10_050);
});
