import { type IncomingHttpHeaders, request } from 'node:http';
import { err, ok } from '../../shared/domain/result.ts';
import type { ConnectFailure, HttpAnswer, NetworkAccess } from './network-port.ts';
import { connectFailure } from './tcp-connect.ts';

/** One call on a connection of its own; `timeoutMs` is for all of it, so that a reply that drips ends too. */
export const callHttp: NetworkAccess['http'] = (call) =>
  new Promise((resolve) => {
    const { address: host, port, path, headers = {}, body, maxBytes } = call;
    const finish = (result: Awaited<ReturnType<NetworkAccess['http']>>): void => {
      clearTimeout(timer);
      asked.destroy();
      resolve(result);
    };
    const fail = (why: ConnectFailure): void => finish(err(why));
    const timer = setTimeout(() => fail('timed-out'), call.timeoutMs);
    const method = body === undefined ? 'GET' : 'POST';
    const asked = request({ host, port, path, method, headers, agent: false, maxHeaderSize: 16_384 });
    asked.on('error', (cause) => fail(connectFailure(cause)));
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const answered = (): void =>
        finish(
          ok({
            status: response.statusCode ?? 0,
            headers: plainHeaders(response.headers),
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      if (maxBytes === 0) {
        answered();
        return;
      }
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) fail('failed');
        else chunks.push(chunk);
      });
      response.on('error', (cause) => fail(connectFailure(cause)));
      response.on('end', answered);
    });
    asked.end(body);
  });

function plainHeaders(headers: IncomingHttpHeaders): HttpAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
