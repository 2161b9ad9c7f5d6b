import { connect } from 'node:net';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { ConnectFailure } from './host.ts';

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
      const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
      if (code === 'ECONNREFUSED') answered();
      else finish(err(failureOf(code)));
    });
  });
}

function failureOf(code: string): ConnectFailure {
  if (code === 'ETIMEDOUT') return 'timed-out';
  return unreachableCodes.has(code) ? 'unreachable' : 'failed';
}
