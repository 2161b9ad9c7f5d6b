import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { findRouter, parseLocation } from '../../../agent/line/igd.ts';
import { elementOf, parseDescription } from '../../../agent/line/igd-xml.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { requireFixtures } from '../../support/tools.ts';

const fixture = (context: TestContext, name: string): string =>
  readFileSync(join(requireFixtures(context), 'upnp-igd', name), 'utf8');

test('descriptions of real routers: their model, and where they are asked', (context) => {
  expect(parseDescription(fixture(context, 'new_LiveBox_desc.xml'))).toEqual({
    model: 'Residential Livebox,(DSL,WAN Ethernet)',
    services: [
      {
        type: 'urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1',
        controlPath: '/87895a19/upnp/control/WANCommonIFC1',
      },
      {
        type: 'urn:schemas-upnp-org:service:WANPPPConnection:2',
        controlPath: '/87895a19/upnp/control/WANIPConn1',
      },
    ],
  });
  const linksys = parseDescription(fixture(context, 'linksys_WAG200G_desc.xml'));
  expect(linksys.model).toBe('Wireless-G ADSL Home Gateway');
  expect(linksys.services.map(({ controlPath }) => controlPath)).toEqual([
    '/upnp/control/WANCommonIFC1',
    '/upnp/control/WANPPPConn1',
  ]);
});

test('answers that are no description say nothing', (context) => {
  expect(parseDescription(fixture(context, 'invalid.xml')).services).toEqual([]);
  expect(
    parseDescription('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><modelName>&a;</modelName>')
      .model,
  ).toBe('&a;');
  expect(parseDescription('<service>'.repeat(10_000)).services).toEqual([]);
  expect(elementOf(fixture(context, 'GetSpecificPortMappingEntryResp.xml'), 'NewInternalPort')).toBe('12345');
  const elsewhere =
    '<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>http://203.0.113.9:80/steal</controlURL></service>';
  expect(parseDescription(elsewhere).services[0]?.controlPath).toBe('/steal');
});

test('a description counts only at the gateway itself, over HTTP', () => {
  const answer = (location: string): string => `HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: ${location}\r\n\r\n`;
  expect(parseLocation(answer('http://192.168.1.1:49152/desc.xml?a=1'), '192.168.1.1')).toEqual({
    port: 49152,
    path: '/desc.xml?a=1',
  });
  expect(parseLocation(answer('http://192.168.1.1/'), '192.168.1.1')?.port).toBe(80);
  for (const other of [
    'http://203.0.113.9/',
    'https://192.168.1.1/',
    'file:///etc/passwd',
    'http://192.168.1.1.evil.example/',
    'nonsense',
  ]) {
    expect(parseLocation(answer(other), '192.168.1.1')).toBeUndefined();
  }
  expect(parseLocation('HTTP/1.1 200 OK\r\n\r\n', '192.168.1.1')).toBeUndefined();
});

const gateway = '127.0.0.1';
type Page = (request: IncomingMessage, response: ServerResponse) => void;

/** A router on loopback: SSDP, and pages below one port. `packets` are what it answers to a search. */
async function openRouter(
  resources: Resources,
  page: Page,
  packets: (httpPort: number) => readonly string[] = (port) => [
    `HTTP/1.1 200 OK\r\nLOCATION: http://${gateway}:${port}/desc.xml\r\n\r\n`,
  ],
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.soapaction ?? ''}`.trim());
    response.on('error', () => {});
    page(request, response);
  });
  server.listen(0, gateway);
  await once(server, 'listening');
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const socket = createSocket('udp4');
  socket.bind(0, gateway);
  await once(socket, 'listening');
  resources.defer(() => socket.close());
  socket.on('message', (_search, { port, address }) => {
    for (const packet of packets((server.address() as AddressInfo).port)) socket.send(packet, port, address);
  });
  return { ssdpPort: socket.address().port, asked };
}

const description = `<root><device><modelName>G-97RG6M &amp; friends</modelName><serviceList>
<service><serviceType>urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1</serviceType><controlURL>/link</controlURL></service>
<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/ip</controlURL></service>
<service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType><controlURL>/ppp</controlURL></service>
</serviceList></device></root>`;

const said: Readonly<Record<string, string>> = {
  'GET /desc.xml': description,
  'POST /link GetCommonLinkProperties':
    '<NewWANAccessType>Ethernet</NewWANAccessType><NewLayer1UpstreamMaxBitRate>100000000</NewLayer1UpstreamMaxBitRate><NewLayer1DownstreamMaxBitRate>4294967295</NewLayer1DownstreamMaxBitRate><NewPhysicalLinkStatus>Up</NewPhysicalLinkStatus>',
  'POST /ip GetStatusInfo': '<NewConnectionStatus>Disconnected</NewConnectionStatus><NewUptime>0</NewUptime>',
  'POST /ppp GetStatusInfo':
    '<NewConnectionStatus>Connected</NewConnectionStatus><NewUptime>86400</NewUptime>',
  'POST /ppp GetExternalIPAddress': '<NewExternalIPAddress>100.64.3.9</NewExternalIPAddress>',
};

const polite: Page = ({ method, url, headers }, response) => {
  const action = String(headers.soapaction ?? '').replace(/^.*#|"$/g, '');
  const body = said[`${method} ${url} ${action}`.trim()];
  response.statusCode = body === undefined ? 500 : 200;
  response.end(body);
};

test('a router that answers tells its line; of two connections the one in use', async () => {
  await using resources = openResources();
  const router = await openRouter(resources, polite);
  expect(await findRouter(createRealHost(), gateway, router.ssdpPort)).toEqual({
    model: 'G-97RG6M & friends',
    accessType: 'Ethernet',
    upBitsPerSecond: 100_000_000,
    linkStatus: 'Up',
    wanUptimeSeconds: 86_400,
    wanAddress: '100.64.3.9',
  });
  // Nothing that changes it, and nothing twice.
  expect(router.asked.every((each) => /^GET|#Get/.test(each))).toBe(true);
  expect(router.asked).toHaveLength(5);
});

test.each<[string, Page]>([
  ['a description of 10 MB', (_request, response) => void response.end('x'.repeat(10_000_000))],
  [
    'a redirect to another host',
    (_request, response) => void response.writeHead(302, { location: 'http://203.0.113.9/' }).end(),
  ],
  [
    'an answer that drips',
    (_request, response) => {
      const dripping = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(dripping));
    },
  ],
  [
    'headers without end',
    (request) => {
      request.socket.on('error', () => {});
      request.socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(100_000)}`);
    },
  ],
  ['silence', () => {}],
])('%s: given up within its limits, and nothing else is asked', async (_name, page) => {
  await using resources = openResources();
  const router = await openRouter(resources, page);
  expect(await findRouter(createRealHost(), gateway, router.ssdpPort)).toBeUndefined();
  expect(router.asked).toEqual(['GET /desc.xml']);
});

test('replies to a search without end, and such that name another host, lead nowhere', async () => {
  await using resources = openResources();
  const endless = await openRouter(resources, polite, () =>
    Array<string>(1_000).fill('LOCATION: http://203.0.113.9/\r\n'),
  );
  expect(await findRouter(createRealHost(), gateway, endless.ssdpPort)).toBeUndefined();
  expect(endless.asked).toEqual([]);
});

test('only the gateway’s own reply counts', async () => {
  await using resources = openResources();
  const router = await openRouter(resources, polite);
  const { askByUdp } = createRealHost();
  const targets = [{ address: gateway, port: router.ssdpPort }];
  const question = { payload: 'x', targets, timeoutMs: 200 };
  expect(await askByUdp({ ...question, from: '127.0.0.2' })).toEqual({ ok: false, error: 'timed-out' });
  expect((await askByUdp({ ...question, from: gateway })).ok).toBe(true);
});
