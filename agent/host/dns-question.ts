import { lookup, Resolver } from 'node:dns/promises';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { DnsAnswer, NetworkAccess } from './network-port.ts';

/** The server knows that there is nothing of this name (RFC 1035 §4.1.1 name error, or no record of the type). */
const answeredCodes = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks one server once. What it refuses, or could not find out itself (SERVFAIL), is `failed`. */
export const askResolver: NetworkAccess['resolve'] = async ({ server, name, type, timeoutMs }) => {
  const startedMs = performance.now();
  const answered = (addresses: readonly string[]): Result<DnsAnswer, never> =>
    ok({ ms: Math.round((performance.now() - startedMs) * 100) / 100, addresses });
  // A resolver of its own for each question: it caches, and its servers are its own.
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  try {
    resolver.setServers([server]);
    return answered(await (type === 'A' ? resolver.resolve4(name) : resolver.resolve6(name)));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (answeredCodes.has(code)) return answered([]);
    return err(code === 'ETIMEOUT' ? 'timed-out' : 'failed');
  }
};

/** getaddrinfo has no time limit of its own: it is left to itself, on one of the runtime's few threads. */
export const lookUp: NetworkAccess['lookup'] = async (name, timeoutMs) => {
  const late = Promise.withResolvers<Result<never, 'timed-out'>>();
  const timer = setTimeout(() => late.resolve(err('timed-out')), timeoutMs);
  const found = lookup(name, { all: true }).then(
    (all) => ok(all.map(({ address }) => address)),
    () => err('failed' as const),
  );
  try {
    return await Promise.race([found, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
