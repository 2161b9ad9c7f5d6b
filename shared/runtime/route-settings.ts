import { z } from 'zod';
import { carriers, type HttpProxy, type NetworkRoute } from './network-route.ts';

/** Fields of a program's settings that say how the broker is reached; `routeOf` reads them. */
export const routeSettings = {
  carrier: z.enum(carriers).default('auto'),
  /** Special characters of the password in percent-encoding. */
  proxy: z
    .string()
    .max(1_024)
    .transform((text, context) => {
      const proxy = parseProxy(text);
      if (proxy !== null) return proxy;
      // Without the text: it may hold a password.
      context.addIssue('not-proxy');
      return z.NEVER;
    })
    .optional(),
};

export function routeOf(settings: {
  readonly carrier: NetworkRoute['carrier'];
  readonly proxy?: HttpProxy | undefined;
}): NetworkRoute {
  return { carrier: settings.carrier, proxy: settings.proxy };
}

function parseProxy(text: string): HttpProxy | null {
  try {
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
    if (protocol !== 'http:' || hostname === '' || pathname !== '/' || search !== '' || hash !== '')
      return null;
    const user = decodeURIComponent(username);
    // The first colon ends the user's name (RFC 7617 §2).
    if (user.includes(':')) return null;
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port === '' ? 80 : port),
      ...(user === '' ? {} : { credentials: `${user}:${decodeURIComponent(password)}` }),
    };
  } catch {
    return null;
  }
}
