import { connect } from 'node:net';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { ConnectFailure } from './network-port.ts';

const unreachableCodes = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN']);

/** Time of one TCP handshake in ms: SYN/ACK and RST are both the other side's answer. */
export function tcpConnect(
  address: string,
  port: number,
  timeoutMs: number,
): Promise<Result<number, ConnectFailure>> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const socket = connect({ host: address, port, timeout: timeoutMs });
    const finish = (result: Result<number, ConnectFailure>): void => {
      socket.destroy();
      resolve(result);
    };
    const answered = (): void => finish(ok(Math.round((performance.now() - startedMs) * 100) / 100));
    socket.on('connect', answered);
    socket.on('timeout', () => finish(err('timed-out')));
    socket.on('error', (cause) => {
      if (codeOf(cause) === 'ECONNREFUSED') answered();
      else finish(err(connectFailure(cause)));
    });
  });
}

/** What an error of a socket says of the network. */
export function connectFailure(cause: unknown): ConnectFailure {
  const code = codeOf(cause);
  if (code === 'ETIMEDOUT') return 'timed-out';
  return unreachableCodes.has(code) ? 'unreachable' : 'failed';
}

/** The system's code of an error, such as ECONNRESET; empty where there is none. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
