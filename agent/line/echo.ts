import { isIP } from 'node:net';
import type { Host } from '../host/host.ts';

export type Endpoint = { readonly host: string; readonly port: number };

/** What came back from the broker's echo. */
export type Echo = {
  /** Somebody else answered in its place: a page to log on with. Undefined: nobody answered, or not as an echo does. */
  readonly isCaptive?: boolean;
  /** Where this machine's traffic comes from, as the broker sees it. */
  readonly publicAddress?: string;
};

const timeoutMs = 3_000;
const echoPath = '/generate_204';

/** Plain HTTP on purpose: only that shows a captive portal (RFC 8952 §1). Expects 204 and the header `x-address`. */
export async function askEcho(
  host: Pick<Host, 'http'>,
  address: string,
  { host: name, port }: Endpoint,
): Promise<Echo> {
  const headers = { host: `${name}:${port}`, connection: 'close' };
  const asked = await host.http({ address, port, path: echoPath, headers, timeoutMs, maxBytes: 0 });
  if (!asked.ok) return {};
  const { status, headers: answered } = asked.value;
  const seen = answered['x-address'] ?? '';
  if (status === 204) return isIP(seen) === 0 ? {} : { isCaptive: false, publicAddress: seen };
  return (status >= 300 && status < 400) || status === 200 || status === 511 ? { isCaptive: true } : {};
}
