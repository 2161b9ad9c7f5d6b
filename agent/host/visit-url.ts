import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import type { NetworkAccess, Visit, VisitResult } from './network-port.ts';
import { codeOf } from './tcp-connect.ts';

/** Takes the first line of the answer and leaves: what the page says is not read, and no redirect followed. */
export const visitUrl: NetworkAccess['visit'] = async (visit) => {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), visit.timeoutMs);
  const opened: Socket[] = [];
  deadline.signal.addEventListener('abort', () => {
    for (const socket of opened) socket.destroy();
  });
  try {
    const found = await visitInSteps(visit, opened);
    return deadline.signal.aborted ? { ...found, detail: 'ETIMEDOUT' } : found;
  } finally {
    clearTimeout(timer);
    for (const socket of opened) socket.destroy();
  }
};

type Step = 'tcp' | 'tls' | 'http';

async function visitInSteps({ url, address }: Visit, opened: Socket[]): Promise<VisitResult> {
  const isSecure = url.protocol === 'https:';
  let found: VisitResult = {};
  let step: Step = 'tcp';
  let startedMs = performance.now();
  const lap = (): number => {
    const before = startedMs;
    startedMs = performance.now();
    return Math.round((startedMs - before) * 100) / 100;
  };
  try {
    const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
    const plain = connect({ host: address, port });
    opened.push(plain);
    await happens(plain, 'connect');
    found = { tcpMs: lap() };
    let socket = plain;
    if (isSecure) {
      step = 'tls';
      // What is wrong with the certificate is a finding of its own, not the end of the visit.
      const secured = secure({ socket: plain, rejectUnauthorized: false, ...serverName(url) });
      opened.push(secured);
      await happens(secured, 'secureConnect');
      found = { ...found, tlsMs: lap(), ...certificateOf(secured) };
      socket = secured;
    }
    step = 'http';
    return { ...found, ...(await firstLine(url, socket)), httpMs: lap() };
  } catch (cause) {
    return { ...found, failedAt: step, detail: codeOf(cause) || 'failed' };
  }
}

/** A literal address has no name to ask for (RFC 6066 §3). */
function serverName({ hostname }: URL): { servername?: string } {
  return /^[\d.]+$|:/.test(hostname) ? {} : { servername: hostname };
}

function happens(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.on('error', reject);
    socket.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
}

function certificateOf(socket: TLSSocket): Pick<VisitResult, 'certificateEndsAt' | 'certificateError'> {
  const { valid_to: end } = socket.getPeerCertificate();
  const endsAt = Date.parse(end ?? '');
  const error: unknown = socket.authorizationError;
  return {
    ...(Number.isNaN(endsAt) ? {} : { certificateEndsAt: endsAt }),
    ...(socket.authorized
      ? {}
      : { certificateError: error instanceof Error ? codeOf(error) : String(error) }),
  };
}

function firstLine(url: URL, socket: Socket): Promise<Pick<VisitResult, 'httpStatus' | 'serverTime'>> {
  return new Promise((resolve, reject) => {
    const asked = request({
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, 'user-agent': 'schooldrum-agent', accept: '*/*', connection: 'close' },
      createConnection: () => socket,
      maxHeaderSize: 65_536,
    });
    asked.on('error', reject);
    asked.on('response', ({ statusCode, headers }) => {
      const serverTime = Date.parse(headers.date ?? '');
      asked.destroy();
      resolve({ httpStatus: statusCode ?? 0, ...(Number.isNaN(serverTime) ? {} : { serverTime }) });
    });
    asked.end();
  });
}
