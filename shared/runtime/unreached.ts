import { type AppError, appError } from './app-error.ts';

/**
 * What an operator is told of a broker that was not reached: whether the broker or the proxy is to be looked at.
 * @param reason as of proxy.ts
 */
export function unreached(address: string, reason: string): AppError {
  const ofProxy = /^proxy (.*)$/.exec(reason)?.[1];
  if (ofProxy !== undefined) return appError('SD-PROXY-FAILED', { address, reason: ofProxy });
  return appError('SD-BROKER-UNREACHABLE', { address, reason });
}
