import { createHash } from 'node:crypto';
import type { Reading } from '../../../shared/contract/readings.ts';

/** What the heartbeat tells now; a personal machine does not tell of its network. */
export function heartbeatOf(now: { readonly osUpMs: number; readonly hasGateway: boolean | null }): Reading {
  return readingOf('usage', {
    cpuPercent: 5,
    osUptimeSeconds: Math.round(now.osUpMs / 1_000),
    ...(now.hasGateway === null ? {} : { gatewayReachable: now.hasGateway }),
  });
}

/** Told once: the few facts by which a prober is chosen. */
export function inventoryOf({ isPersonal }: { readonly isPersonal: boolean }): Reading[] {
  const network = {
    interfaces: [{ name: 'Ethernet', kind: 'ethernet', isUp: true, speedMbps: 1_000 }],
    ...{ gateway: '192.168.1.1', gatewayInterface: 'Ethernet', dnsServers: ['192.168.1.1'] },
  };
  return [
    readingOf('system', {
      platform: 'windows',
      osId: 'windows',
      osName: 'Microsoft Windows 11 Pro',
      osVersion: '25H2',
    }),
    readingOf('hardware', {
      vendor: 'Synthetic',
      model: 'Scenario',
      memoryBytes: 8_000_000_000,
      chassisType: 3,
    }),
    ...(isPersonal ? [] : [readingOf('network', network)]),
  ];
}

function readingOf(section: Reading['section'], facts: object): Reading {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
  return { section, hash, facts } as Reading;
}
