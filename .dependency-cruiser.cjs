// The architecture, as rules. test/rules/architecture.test.ts shows that each of them fires.
// dependency-cruiser reads TypeScript only where a typescript below 7 is installed, and passes everything otherwise.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const product = '^(agent|broker|console|shared)/';
const program = '^(agent|broker|console)/';
/** The programs, and the process that the broker starts beside itself. */
const main = '^((agent|broker|console)/main\\.tsx?|broker/http/ndt7/main\\.ts)$';

/** The collectors the registry lists, as alternatives of a pattern; what else lies beside them are parsers they share. */
const collectors = () => {
  const registry = join(__dirname, 'agent', 'registry.ts');
  const text = existsSync(registry) ? readFileSync(registry, 'utf8') : '';
  const names = Array.from(text.matchAll(/'\.\/collectors\/([^/.']+)\.ts'/g), ([, name]) => name);
  return names.join('|') || '(?!)';
};

/** One law: its name, why it is there, what may not import (`from`) what (`to`). */
const law = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const everywhere = [
  law('no-unresolvable', 'A mistyped path would pass every other rule.', {}, { couldNotResolve: true }),
  law('no-cycles', 'Type-only imports count: a cycle of types is a cycle of ideas.', {}, { circular: true }),
  law(
    'no-orphans',
    'A file nobody imports is dead.',
    { orphan: true, pathNot: [main, '^(test|scripts)/'] },
    {},
  ),
  law(
    'reachable-from-a-main',
    'Product code that only a test reaches is dead too.',
    { path: main },
    { path: product, pathNot: main, reachable: false },
  ),
];

const layers = [
  law(
    'programs-do-not-know-each-other',
    'Agent, broker and console meet on the wire and in shared/ only.',
    { path: '^(agent|broker|console)/' },
    { path: program, pathNot: '^$1/' },
  ),
  law(
    'shared-looks-at-no-program',
    'shared/ is below all three programs.',
    { path: '^shared/' },
    { path: program },
  ),
  law(
    'domain-is-pure',
    'Rules need nothing but themselves.',
    { path: '^shared/domain/' },
    { pathNot: '^shared/domain/' },
  ),
  law(
    'contract-is-pure',
    'What crosses the network is made of the domain, zod and compression.',
    { path: '^shared/contract/' },
    { pathNot: '^shared/(domain|contract)/|node_modules/zod/|^(node:)?zlib$' },
  ),
  law(
    'tables-and-texts-are-pure',
    'Data and words run nothing.',
    { path: '^shared/(data|text)/' },
    { pathNot: '^shared/(domain|contract|data|text)/|node_modules/zod/' },
  ),
  law(
    'product-never-imports-test',
    'Tests and scripts look at the product, never the other way.',
    { path: product },
    { path: '^(test|scripts)/' },
  ),
];

const homes = [
  law(
    'collectors-do-not-know-each-other',
    'A registered collector is its own family of files (name.ts, name.windows.ts, …); nothing beside it imports it.',
    { path: '^agent/collectors/([^/.]+)' },
    { path: `^agent/collectors/(${collectors()})\\.`, pathNot: '^agent/collectors/$1\\.' },
  ),
  law(
    'collectors-see-only-their-port',
    'All a collector knows of the machine comes through the Host port, and is read by parsers that know no machine.',
    { path: '^agent/collectors/' },
    {
      pathNot:
        '^agent/(collector\\.ts$|collectors/|parse/|host/(host|powershell|windows-folder)\\.ts$)|^shared/|node_modules/zod/',
    },
  ),
  law(
    'only-the-host-runs-programs',
    'One child process at a time can be kept in one place only. The broker runs nothing but a part of itself: speed tests, apart from its event loop.',
    { path: product, pathNot: '^(agent/(host|service)/|broker/http/ndt7/measuring-process\\.ts$)' },
    { path: '^(node:)?child_process$|node_modules/systeminformation/' },
  ),
  law(
    'adapters-are-wired-in-main-only',
    'Everyone else takes the port.',
    { path: program, pathNot: main },
    { path: '-(store|transport|host|source)\\.tsx?$' },
  ),
  law(
    'sql-lives-in-store',
    'The broker behind its Store port, the agent in its outbox.',
    { path: product, pathNot: '^(broker/store/|agent/outbox)' },
    { path: '^(node:)?sqlite$|node_modules/(pg|better-sqlite3)/' },
  ),
  law(
    'mqtt-lives-in-transport',
    'The broker behind its Transport port, everyone else in mqtt-session.',
    { path: product, pathNot: '^(broker/transport/|shared/runtime/mqtt-session)' },
    { path: 'node_modules/(aedes|mqtt|mqtt-packet)/' },
  ),
];

const packages = [
  law(
    'no-dev-packages-in-product',
    'They are not there after an install without them.',
    { path: product },
    { dependencyTypes: ['npm-dev'] },
  ),
  law(
    'only-declared-packages',
    'A package of a package may leave with the next version.',
    { path: product },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
];

module.exports = {
  forbidden: [...everywhere, ...layers, ...homes, ...packages],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    builtInModules: { add: ['node:sqlite', 'sqlite'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
