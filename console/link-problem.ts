import { type AppError, appError } from '../shared/runtime/app-error.ts';

/** TLS alerts by which a server turns a client certificate down, as OpenSSL names them. */
const certificateRefused = /^ERR_SSL_(TLSV1|TLSV13|SSLV3)_ALERT_/;
const serverNotProven =
  /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_SSL_WRONG_VERSION)/;

/**
 * What an operator is told about a connection that failed.
 * @param detail CONNACK code (MQTT 3.1.1 §3.2.2.3) or the error code of TCP or TLS
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
  const code = serverNotProven.test(detail) ? 'SD-BROKER-NOT-OURS' : 'SD-BROKER-UNREACHABLE';
  return appError(code, { address, reason });
}
