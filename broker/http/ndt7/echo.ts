import { createServer } from 'node:http';
import type { Result } from '../../../shared/domain/result.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { createRateLimit, networkOf } from '../rate-limit.ts';
import { type Listening, limitConnections, listenOn } from './listening.ts';

const slowMs = 2_000;
const maxHeaderSize = 1_024;
const connections = { atOnce: 256, perNetwork: 32 };
/** A school asks with two machines, every ten seconds at most; a provider's NAT may stand for many schools. */
const perNetwork = { burst: 120, perSecond: 4, maxKeys: 10_000 };

/**
 * Plain HTTP, so that whatever stands in between can show itself: `GET /generate_204` is answered by 204, an empty body and
 * `x-address`, the address that the question came from. Everything else is 404, too much of it 429. The error is the
 * system's code.
 */
export function openEcho(
  deps: { readonly clock: Clock },
  where: { readonly host: string; readonly port: number },
): Promise<Result<Listening, string>> {
  const limit = createRateLimit(deps, perNetwork);
  const server = createServer(
    { maxHeaderSize, headersTimeout: slowMs, requestTimeout: slowMs, connectionsCheckingInterval: 500 },
    (request, response) => {
      const address = plainAddress(request.socket.remoteAddress ?? '');
      response.sendDate = false;
      response.shouldKeepAlive = false;
      if (!limit.take(networkOf(address))) response.statusCode = 429;
      else if (request.method !== 'GET' || request.url !== '/generate_204') response.statusCode = 404;
      else {
        response.statusCode = 204;
        // Whatever keeps answers would go on giving this one while the line is cut (RFC 9110 §15.3.5).
        response.setHeader('cache-control', 'no-store');
        response.setHeader('x-address', address);
      }
      response.end();
    },
  );
  server.setTimeout(slowMs);
  limitConnections(server, connections);
  return listenOn(server, where);
}

/** An IPv4 address as people know it, also where the socket speaks both. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}
