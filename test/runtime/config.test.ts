import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { environmentName, loadConfig } from '../../shared/runtime/config.ts';
import { chooseLanguage, languageFlag } from '../../shared/runtime/language.ts';
import { openResources } from '../support/resources.ts';

const schema = z.strictObject({
  mqttPort: z.coerce.number().int().min(1).max(65_535).default(8883),
  logLevel: z.enum(['info', 'debug']).default('info'),
});

async function load(
  toml: string | null,
  env: Record<string, string> = {},
  flags: Record<string, unknown> = {},
) {
  await using resources = openResources();
  const file = join(await resources.folder(), 'settings.toml');
  if (toml !== null) await writeFile(file, toml);
  const result = loadConfig(schema, { file, env, flags });
  return result.ok
    ? result.value
    : {
        code: result.error.code,
        ...result.error.values,
        source: result.error.values.source?.replace(file, 'FILE'),
      };
}

test('a flag wins over the environment, which wins over the file, which wins over the default', async () => {
  const toml = '\ufeffmqttPort = 1\n';
  const env = { SCHOOLDRUM_MQTT_PORT: '2' };
  expect(await load('')).toEqual({ mqttPort: 8883, logLevel: 'info' });
  expect(await load(toml)).toMatchObject({ mqttPort: 1 });
  expect(await load(toml, env)).toMatchObject({ mqttPort: 2 });
  expect(await load(toml, env, { mqttPort: 3 })).toMatchObject({ mqttPort: 3 });
  expect(await load(toml, { SCHOOLDRUM_MQTT_PORT: '' }, { mqttPort: undefined })).toMatchObject({
    mqttPort: 1,
  });
});

test.for([
  ['mqttPort = "x"', {}, {}, 'FILE', 'mqttPort'],
  ['', { SCHOOLDRUM_MQTT_PORT: '70000' }, {}, 'SCHOOLDRUM_MQTT_PORT', 'mqttPort'],
  ['', {}, { logLevel: 'loud' }, 'command-line', 'logLevel'],
  ['mqttport = 1', {}, {}, 'FILE', 'mqttport'],
  ['mqttPort = [', {}, {}, 'FILE', 'TOML'],
] as const)('%j is wrong, and said where', async ([toml, env, flags, source, field]) => {
  expect(await load(toml, env, flags)).toMatchObject({ code: 'SD-CONFIG-INVALID', source, field });
});

test('a file that is not there is named', async () => {
  expect(await load(null)).toMatchObject({ code: 'SD-CONFIG-UNREADABLE', reason: 'ENOENT' });
});

test('names of the environment', () => {
  expect(environmentName('mqttPort')).toBe('SCHOOLDRUM_MQTT_PORT');
});

test.for([
  [undefined, {}, 'vi'],
  [undefined, { LANG: 'C.UTF-8' }, 'vi'],
  [undefined, { LC_ALL: '', LANG: 'POSIX' }, 'vi'],
  [undefined, { LANG: 'ca_ES.UTF-8' }, 'en'],
  [undefined, { LANG: 'vi_VN.UTF-8' }, 'vi'],
  [undefined, { LC_ALL: 'en_GB.UTF-8', LANG: 'vi_VN.UTF-8' }, 'en'],
  [undefined, { SCHOOLDRUM_LANG: 'vi', LANG: 'en_GB' }, 'vi'],
  ['en', { SCHOOLDRUM_LANG: 'vi' }, 'en'],
  ['VI', {}, 'vi'],
] as const)('language of %j and %j is %s', ([flag, env, language]) => {
  expect(chooseLanguage(flag, env)).toBe(language);
});

test.for([
  [['serve', '--lang', 'vi'], 'vi'],
  [['--lang=en', 'serve'], 'en'],
  [['serve', '--lang'], undefined],
  [['serve', 'en'], undefined],
] as const)('the language flag of %j is %s', ([args, flag]) => {
  expect(languageFlag(args)).toBe(flag);
});
