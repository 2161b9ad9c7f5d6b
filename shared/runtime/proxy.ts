import { connect, isIPv6, type Socket } from 'node:net';
import { err, ok, type Result } from '../domain/result.ts';
import type { HttpProxy } from './network-route.ts';
import { type StageLimits, stage, untilReady } from './stage.ts';

/** One end of a TCP connection. */
export type Endpoint = { readonly host: string; readonly port: number };

const maxHeaderBytes = 8_192;
const endOfHeader = '\r\n\r\n';
/** RFC 9112 §4: the status line of the answer. */
const statusLine = /^HTTP\/1\.[01] (\d{3})(?: |\r)/;

/**
 * TCP to an endpoint, straight or through an HTTP proxy. Errors are short words for a log: those of the proxy begin with
 * `proxy`, so that nobody looks for them at the broker (`proxy 407`: it wants other credentials).
 */
export async function reach(
  target: Endpoint,
  proxy: HttpProxy | undefined,
  limits: StageLimits,
): Promise<Result<Socket, string>> {
  if (proxy === undefined) return openTcp(target, limits);
  const opened = await openTcp(proxy, limits);
  if (!opened.ok) return err(`proxy ${opened.error}`);
  const tunnel = await openTunnel(opened.value, target, { proxy, limits });
  return tunnel.ok ? tunnel : err(`proxy ${tunnel.error}`);
}

function openTcp({ host, port }: Endpoint, limits: StageLimits): Promise<Result<Socket, string>> {
  return untilReady(connect({ host, port, noDelay: true }), 'connect', limits);
}

/** HTTP CONNECT (RFC 9110 §9.3.6) with Basic authentication (RFC 7617). Nothing else goes over the socket before the answer. */
function openTunnel(
  socket: Socket,
  target: Endpoint,
  { proxy, limits }: { readonly proxy: HttpProxy; readonly limits: StageLimits },
): Promise<Result<Socket, string>> {
  return stage(socket, limits, (finish) => {
    readAnswer(socket, (rest) => {
      // Whatever the other end said already belongs to what comes after.
      if (rest.ok) socket.unshift(rest.value);
      finish(rest.ok ? ok(socket) : rest);
    });
    socket.write(connectRequest(target, proxy));
  });
}

function readAnswer(socket: Socket, done: (rest: Result<Buffer, string>) => void): void {
  let header = Buffer.alloc(0);
  const read = (): void => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    header = Buffer.concat([header, chunk]);
    const rest = afterHeader(header);
    if (rest === null) read();
    else {
      socket.off('readable', read);
      done(rest);
    }
  };
  socket.on('readable', read);
}

function connectRequest({ host, port }: Endpoint, { credentials }: HttpProxy): string {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const basic = credentials === undefined ? '' : Buffer.from(credentials, 'utf8').toString('base64');
  const authorization = basic === '' ? '' : `Proxy-Authorization: Basic ${basic}\r\n`;
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`;
}

/** Null until the header is whole, then the bytes after it, or why there is no tunnel. */
function afterHeader(answer: Buffer): Result<Buffer, string> | null {
  const end = answer.indexOf(endOfHeader);
  if (end > maxHeaderBytes || (end === -1 && answer.length > maxHeaderBytes)) return err('answer-too-long');
  if (end === -1) return null;
  const status = statusLine.exec(answer.toString('latin1', 0, end + 2))?.[1];
  if (status === undefined) return err('not-understood');
  return status.startsWith('2') ? ok(answer.subarray(end + endOfHeader.length)) : err(status);
}
