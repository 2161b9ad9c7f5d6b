const uses = (...paths: string[]): string => paths.map((path) => `import '${path}';\n`).join('');

/** A small product that keeps every law of the architecture. */
export const lawfulTree: Record<string, string> = {
  'agent/main.ts': uses(
    './registry.ts',
    './host/real-host.ts',
    './outbox.ts',
    '../shared/runtime/mqtt-session.ts',
  ),
  'agent/registry.ts': uses('./collectors/os.ts'),
  'agent/collector.ts': `${uses('./host/host.ts')}export type Collector = { name: string };\n`,
  'agent/collectors/os.ts': uses('../collector.ts', '../host/host.ts', './os.linux.ts', 'zod'),
  'agent/collectors/os.linux.ts': uses('../../shared/contract/report.ts'),
  'agent/host/host.ts': 'export type Host = { platform: string };\n',
  'agent/host/real-host.ts': uses('./host.ts', 'node:child_process'),
  'agent/outbox.ts': uses('node:sqlite'),
  'broker/main.ts': uses('./store/sqlite-store.ts', './transport/embedded-transport.ts'),
  'broker/store/store.ts': 'export type Store = { close(): void };\n',
  'broker/store/sqlite-store.ts': uses('./store.ts', 'node:sqlite'),
  'broker/transport/embedded-transport.ts': uses('aedes'),
  'console/main.tsx': uses('./mqtt-source.ts', 'react'),
  'console/mqtt-source.ts': uses('../shared/runtime/mqtt-session.ts'),
  'shared/domain/ids.ts': 'export type Id = string;\n',
  'shared/contract/report.ts': uses('../domain/ids.ts', 'zod', 'node:zlib'),
  'shared/data/norms.ts': uses('./norms.json', '../domain/ids.ts', 'zod'),
  'shared/data/norms.json': '{}',
  'shared/runtime/mqtt-session.ts': uses('mqtt', '../contract/report.ts', '../data/norms.ts'),
};

/** One breach of each law: name of the rule → the breaching file and what it imports. */
export const breaches: Record<string, { file: string; imports: string[] }> = {
  'no-unresolvable': { file: 'broker/fleet/fleet.ts', imports: ['./flete.ts'] },
  'no-cycles': { file: 'broker/fleet/rollup.ts', imports: ['./views.ts'] },
  'no-orphans': { file: 'console/rows/forgotten.ts', imports: [] },
  'reachable-from-a-main': { file: 'shared/runtime/tested-only.ts', imports: ['../domain/ids.ts'] },
  'programs-do-not-know-each-other': {
    file: 'console/state/model.ts',
    imports: ['../../broker/fleet/views.ts'],
  },
  'shared-looks-at-no-program': { file: 'shared/runtime/log.ts', imports: ['../../agent/collector.ts'] },
  'domain-is-pure': { file: 'shared/domain/calendar.ts', imports: ['node:fs'] },
  'contract-is-pure': { file: 'shared/contract/order.ts', imports: ['../runtime/mqtt-session.ts'] },
  'tables-and-texts-are-pure': { file: 'shared/text/vi.ts', imports: ['node:fs'] },
  'product-never-imports-test': { file: 'broker/query/answer.ts', imports: ['../../test/support/clock.ts'] },
  'collectors-do-not-know-each-other': { file: 'agent/collectors/memory.ts', imports: ['./os.ts'] },
  'collectors-see-only-their-port': { file: 'agent/collectors/disks.ts', imports: ['../outbox.ts'] },
  'only-the-host-runs-programs': { file: 'agent/line/latency.ts', imports: ['node:child_process'] },
  'adapters-are-wired-in-main-only': {
    file: 'broker/ingest/ingest.ts',
    imports: ['../store/sqlite-store.ts'],
  },
  'sql-lives-in-store': { file: 'broker/roster/roster.ts', imports: ['node:sqlite'] },
  'mqtt-lives-in-transport': { file: 'agent/uplink.ts', imports: ['mqtt'] },
  'no-dev-packages-in-product': { file: 'console/export/csv.ts', imports: ['fast-check'] },
  'only-declared-packages': { file: 'console/theme.ts', imports: ['chalk'] },
};

/** The lawful product with every breach in it. */
export const unlawfulTree: Record<string, string> = {
  ...lawfulTree,
  'broker/fleet/views.ts': "import type { Sample } from './rollup.ts';\nexport type View = Sample;\n",
  'test/support/clock.ts': 'export const clock = 0;\n',
  'test/shared/runtime/tested-only.test.ts': uses('../../../shared/runtime/tested-only.ts'),
  ...Object.fromEntries(
    Object.values(breaches).map(({ file, imports }) => [
      file,
      `${uses(...imports)}export type Sample = string;\n`,
    ]),
  ),
};
