import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import process from 'node:process';

/**
 * A router of a school as a process: SSDP on its multicast group, a description and SOAP actions (UPnP IGD:1). A neighbour on the
 * same network answers every search too, and first. Arguments: its address, the neighbour's, the WAN address, how it talks, and a
 * port at which it takes connections to anybody.
 */
const [gateway = '', neighbour = '', wanAddress = '', manner = 'polite', takenPort = ''] =
  process.argv.slice(2);

const igd = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
const link = 'urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1';
const wan = 'urn:schemas-upnp-org:service:WANIPConnection:1';

const service = (type: string, path: string): string =>
  `<service><serviceType>${type}</serviceType><serviceId>x</serviceId><controlURL>${path}</controlURL><SCPDURL>/s.xml</SCPDURL></service>`;
const description = `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceType>${igd}</deviceType><modelName>GPON</modelName><serviceList>${service(link, '/link')}${service(wan, '/wan')}</serviceList></device></root>`;

const values: Readonly<Record<string, string>> = {
  [`${link}#GetCommonLinkProperties`]:
    '<NewWANAccessType>Ethernet</NewWANAccessType><NewLayer1UpstreamMaxBitRate>1000000000</NewLayer1UpstreamMaxBitRate><NewLayer1DownstreamMaxBitRate>1000000000</NewLayer1DownstreamMaxBitRate><NewPhysicalLinkStatus>Up</NewPhysicalLinkStatus>',
  [`${wan}#GetStatusInfo`]: '<NewConnectionStatus>Connected</NewConnectionStatus><NewUptime>4711</NewUptime>',
  [`${wan}#GetExternalIPAddress`]: `<NewExternalIPAddress>${wanAddress}</NewExternalIPAddress>`,
};

const pages = createServer((request, response) => {
  response.on('error', () => {});
  if (manner === 'endless') return endless(response);
  if (request.method === 'GET') return void response.end(request.url === '/desc.xml' ? description : '');
  const action = String(request.headers.soapaction ?? '').replaceAll('"', '');
  const said = values[action];
  response.statusCode = said === undefined ? 500 : 200;
  response.setHeader('content-type', 'text/xml; charset="utf-8"');
  response.end(`<s:Envelope><s:Body><u:Response>${said ?? ''}</u:Response></s:Body></s:Envelope>`);
});

/** A hundred megabytes of nested elements. */
function endless(response: ServerResponse): void {
  const chunk = '<service>'.repeat(7_282);
  let sent = 0;
  const pump = (): void => {
    while (sent < 100_000_000) {
      sent += chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.on('drain', pump);
  pump();
}

pages.listen(0, gateway);
await once(pages, 'listening');
const { port } = pages.address() as AddressInfo;
const answer = (location: string): string =>
  `HTTP/1.1 200 OK\r\nST: ${igd}\r\nCACHE-CONTROL: max-age=120\r\nEXT:\r\nLOCATION: ${location}\r\n\r\n`;

const search = createSocket({ type: 'udp4', reuseAddr: true });
search.bind(1900);
await once(search, 'listening');
search.addMembership('239.255.255.250', gateway);
const other = createSocket('udp4');
other.bind(0, neighbour);
await once(other, 'listening');
search.on('message', (packet, { address, port: asker }) => {
  const asked = packet.toString('latin1');
  if (!asked.startsWith('M-SEARCH * HTTP/1.1\r\n') || !asked.includes(`ST: ${igd}\r\n`)) return;
  other.send(answer(`http://${neighbour}:${port}/desc.xml`), asker, address);
  search.send(answer(`http://${gateway}:${port}/desc.xml`), asker, address);
});

if (takenPort !== '') {
  const taken = createTcpServer((socket) => socket.on('error', () => {}));
  taken.listen(Number(takenPort), '0.0.0.0');
  await once(taken, 'listening');
}
process.stdout.write('ready\n');
