import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadAgentConfig } from '../../agent/config.ts';
import { consoleConfig } from '../../console/config.ts';
import { loadConfig } from '../../shared/runtime/config.ts';
import { routeOf, routeSettings } from '../../shared/runtime/route-settings.ts';
import { openResources } from '../support/resources.ts';

const read = (env: Readonly<Record<string, string>>) =>
  loadConfig(z.strictObject(routeSettings), { env, flags: {} });

describe('proxy', () => {
  test.each([
    ['http://10.0.0.1:3128', { host: '10.0.0.1', port: 3128 }],
    ['http://proxy.school.vn:8080/', { host: 'proxy.school.vn', port: 8080 }],
    ['http://proxy.school.vn:80', { host: 'proxy.school.vn', port: 80 }],
    ['http://[fd00::1]:3128', { host: 'fd00::1', port: 3128 }],
    ['http://lab:m%E1%BA%ADt%3Akh%E1%BA%A9u%20@p:1', { host: 'p', port: 1, credentials: 'lab:mật:khẩu ' }],
    ['http://lab@p:1', { host: 'p', port: 1, credentials: 'lab:' }],
  ])('%s', (SCHOOLDRUM_PROXY, proxy) => {
    const settings = read({ SCHOOLDRUM_PROXY });
    expect(settings.ok && routeOf(settings.value)).toEqual({ carrier: 'auto', proxy });
  });

  test.each([
    'proxy:3128',
    'https://secret:secret@proxy:3128',
    'socks5://secret@proxy:1080',
    'http://secret@proxy:3128/path',
    'http://secret@proxy:3128/?a=b',
    'http://secret@proxy:99999',
    'http://secret%zz@proxy:1',
    'http://sec%3Aret:secret@proxy:1',
    'http://',
  ])('%s is none, and is not repeated', (SCHOOLDRUM_PROXY) => {
    const settings = read({ SCHOOLDRUM_PROXY });
    expect(settings).toEqual({
      ok: false,
      error: {
        code: 'SD-CONFIG-INVALID',
        values: {
          ...{ source: 'SCHOOLDRUM_PROXY', field: 'proxy' },
          reason: 'not-proxy',
        },
      },
    });
  });
});

test('a carrier that is none is named', () => {
  expect(read({ SCHOOLDRUM_CARRIER: 'smoke' })).toMatchObject({
    ...{ ok: false, error: { values: { field: 'carrier' } } },
  });
});

test('agent and console take both; the agent also from its file', async () => {
  await using resources = openResources();
  const file = join(await resources.folder(), 'agent.toml');
  await writeFile(file, 'carrier = "websocket"\nproxy = "http://10.0.0.1:3128"\n');
  const expected = { carrier: 'websocket', proxy: { host: '10.0.0.1', port: 3128 } };
  const agent = loadAgentConfig({}, { config: file });
  expect(agent.ok && routeOf(agent.value)).toEqual(expected);
  const env = { SCHOOLDRUM_CARRIER: 'websocket', SCHOOLDRUM_PROXY: 'http://10.0.0.1:3128' };
  const console = consoleConfig(env, {});
  expect(console.ok && routeOf(console.value)).toEqual(expected);
});
