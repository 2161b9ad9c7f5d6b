import { expect, test } from 'vitest';
import { checkWayOut } from '../../../agent/doctor-line.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';
import { gatewayRoute, quietNetwork, worldStartMs } from './line-world.ts';

const files = {
  '/proc/net/route': gatewayRoute('192.168.1.1'),
  '/etc/resolv.conf': 'nameserver 192.168.1.2\n',
};
const there = { ...quietNetwork, connect: () => Promise.resolve({ ok: true as const, value: 1 }) };
const named = {
  ...there,
  resolve: () => Promise.resolve({ ok: true as const, value: { ms: 12.4, addresses: [] } }),
};

test.each([
  ['all is well', { files, network: named }, 'ok', 'agent.doctor.line.ok'],
  ['no name is found', { files, network: there }, 'warning', 'agent.doctor.line.dns'],
  [
    'the gateway is gone',
    {
      files: { ...files, '/proc/net/arp': 'IP\n192.168.1.1 0x1 0x0 00:00:00:00:00:00 * eth0\n' },
      network: quietNetwork,
    },
    'critical',
    'agent.doctor.line.gateway',
  ],
  ['there is no route', { files: {}, network: quietNetwork }, 'warning', 'agent.doctor.line.none'],
] as const)('%s', async (_what, machine, level, seen) => {
  await using resources = openResources();
  const host = resources.closing(await openRecordedHost(machine));
  const check = await checkWayOut({ host, clock: createManualClock(worldStartMs) }, 'broker.example.vn');
  expect(check).toMatchObject({ level, seen });
  if (level === 'ok')
    expect(check.values).toEqual({ gateway: '192.168.1.1', servers: '192.168.1.2', ms: 12 });
});
