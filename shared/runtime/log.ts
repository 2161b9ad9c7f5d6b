import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** JSON lines on stderr (or `destination`). Keys, certificates' private parts, tokens and secrets are never written. */
export function createLog(
  name: string,
  level: LogLevel = 'info',
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Log {
  const redact = {
    paths: ['token', 'secret', 'key', 'certificateKey', '*.token', '*.secret', '*.key'],
    censor: '…',
  };
  return pino({ name, level, redact, base: { name }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
