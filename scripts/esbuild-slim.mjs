// Parts of packages that no program of ours can reach, left out of the bundles: the agent lives on machines of 2 GB.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** zod carries its messages in fifty languages; ours stand in shared/text, and only the default English is asked for (264 kB). */
const englishZod = {
  name: 'english-zod',
  setup(build) {
    build.onResolve({ filter: /\/locales\/index\.js$/ }, (asked) =>
      /node_modules\/zod\//.test(asked.importer.replaceAll('\\', '/'))
        ? { path: asked.path, namespace: 'english-zod', pluginData: { folder: asked.resolveDir } }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'english-zod' }, ({ path, pluginData }) => ({
      contents: `export { default as en } from ${JSON.stringify(path.replace(/index\.js$/, 'en.js'))};`,
      loader: 'js',
      resolveDir: pluginData.folder,
    }));
  },
};

/** mqtt's front door loads WebSocket and SOCKS; sessions bring their own TLS socket and need the client alone (130 kB). */
const mqttClientAlone = {
  name: 'mqtt-client-alone',
  setup(build) {
    const client = createRequire(import.meta.url).resolve('mqtt/lib/client');
    build.onResolve({ filter: /^mqtt$/ }, () => ({ path: 'mqtt', namespace: 'mqtt-client-alone' }));
    build.onLoad({ filter: /.*/, namespace: 'mqtt-client-alone' }, () => ({
      contents: `import client from ${JSON.stringify(client)}; export const MqttClient = client.default ?? client;`,
      loader: 'js',
      resolveDir: dirname(client),
    }));
  },
};

/** esbuild plugins of every bundle. */
export const slim = [englishZod, mqttClientAlone];

/** Texts by the programs that alone say them; the agent has no use for them (150 kB). Kept apart by a test. */
export const textsWithoutAgent = [
  'broker-cli',
  'broker-keeping',
  'console',
  'digests',
  'planning',
  'refusals',
  'registers',
  'items',
  'plans',
  'snapshots',
  'exports',
  'documents',
  'reports',
  'findings',
  'join-sheet',
  'line-commands',
  'lines',
  'outages',
  'portable',
  'readiness',
  'rooms',
  'roster',
];

/** For the agent's bundle: the words of the other programs are empty tables. */
export const agentWords = {
  name: 'agent-words',
  setup(build) {
    const filter = new RegExp(
      `[/\\\\]shared[/\\\\]text[/\\\\](vi|en)[/\\\\](${textsWithoutAgent.join('|')})\\.ts$`,
    );
    build.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const names = Array.from(source.matchAll(/^export const (\w+)/gm), ([, name]) => name);
      return { contents: names.map((name) => `export const ${name} = {};`).join('\n'), loader: 'js' };
    });
  },
};
