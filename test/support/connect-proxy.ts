import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Resources } from './resources.ts';

/** An HTTP proxy that tunnels with CONNECT, as a school's gateway does. */
export type ConnectProxy = {
  readonly host: string;
  readonly port: number;
  /** `host:port` of every CONNECT so far, with its authorization. */
  readonly asked: readonly { readonly to: string | undefined; readonly authorization: string | undefined }[];
  /** Ends every tunnel without a word. */
  readonly cut: () => void;
};

export type ConnectProxyOptions = {
  /** Basic authentication is asked for. */
  readonly credentials?: string;
  /** Only these ports are let through; 403 for others. */
  readonly ports?: readonly number[];
  /** Where the proxy believes a name to be. */
  readonly resolve?: Readonly<Record<string, string>>;
};

export async function openConnectProxy(
  resources: Resources,
  options: ConnectProxyOptions = {},
): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'][number][] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, near: Duplex, head: Buffer) => {
    const authorization = request.headers['proxy-authorization'];
    asked.push({ to: request.url, authorization });
    near.on('error', () => {});
    const refused = refusal(request, options);
    if (refused !== null) {
      near.end(`HTTP/1.1 ${refused}\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const name = hostname.replace(/^\[|\]$/g, '');
    const far = connect(Number(port), options.resolve?.[name] ?? name);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    far.on('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    far.on('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  resources.defer(() => {
    cut();
    server.close();
    server.closeAllConnections();
  });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, asked, cut };
}

function refusal(request: IncomingMessage, { credentials, ports }: ConnectProxyOptions): string | null {
  const basic = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`;
  if (credentials !== undefined && request.headers['proxy-authorization'] !== basic) {
    return '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="school"';
  }
  const port = Number(new URL(`http://${request.url}`).port);
  return ports === undefined || ports.includes(port) ? null : '403 Forbidden';
}
