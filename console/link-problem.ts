import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { unreached } from '../shared/runtime/unreached.ts';

/** TLS alerts by which a server turns a client certificate down, as OpenSSL names them. */
const certificateRefused = /^ERR_SSL_(TLSV1|TLSV13|SSLV3)_ALERT_/;
const serverNotProven =
  /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_SSL_WRONG_VERSION)/;

/**
 * What an operator is told about a connection that failed.
 * @param detail CONNACK code (MQTT 3.1.1 §3.2.2.3), the error code of TCP or TLS, or a word of the proxy or the web server
 */
export function linkProblem(
  why: 'refused' | 'unreachable' | 'lost',
  detail: string,
  address: string,
): AppError {
  const reason = detail === '' ? why : detail;
  if (why === 'refused' || certificateRefused.test(detail)) {
    return appError('SD-BROKER-REFUSED', { address, reason });
  }
  if (serverNotProven.test(detail)) return appError('SD-BROKER-NOT-OURS', { address, reason });
  return unreached(address, reason);
}
