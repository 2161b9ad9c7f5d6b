import { verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type JoinResponse,
  type LeaveRequest,
  leaveRequest,
  leavingText,
  type RenewRequest,
  renewalText,
  renewRequest,
} from '../../shared/contract/enrol.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import type { ErrorCode } from '../../shared/runtime/app-error.ts';
import type { BrokerPki } from './broker-pki.ts';
import type { Resources } from './resources.ts';

/** `/join/renew` and `/join/leave` over TLS, which believe whoever signs with the key of the certificate that is shown. */
export type RenewalDoor = {
  readonly httpsPort: number;
  readonly renewals: readonly RenewRequest[];
  readonly leaves: readonly LeaveRequest[];
};

export type RenewalDoorBehaviour = {
  /** Whose certificate a request gets; the same device's when not told. */
  deviceFor?: (request: RenewRequest) => string;
  doorRefusal?: ErrorCode | undefined;
  addresses?: readonly Address[];
  /** The answer is lost on its way. */
  losesAnswers?: boolean;
  change?: (response: JoinResponse) => JoinResponse;
};

const terms = {
  v: 1,
  schoolCode: 'S1',
  schoolName: 'TH Kim Đồng',
  room: 'PM1',
  seat: '23',
  role: 'student',
  state: 'approved',
  machineNumber: 1,
  seats: null,
  fingerprintKey: Buffer.alloc(32, 7).toString('base64url'),
} as const;

export async function openRenewalDoor(
  resources: Resources,
  pki: BrokerPki,
  behaviour: RenewalDoorBehaviour,
): Promise<RenewalDoor> {
  const renewals: RenewRequest[] = [];
  const leaves: LeaveRequest[] = [];
  const renew = async (body: unknown): Promise<object> => {
    const request = renewRequest.parse(body);
    const certificate = proven(request, renewalText(request.csr));
    renewals.push(request);
    const deviceId = behaviour.deviceFor?.(request) ?? certificate.subject.replace('CN=', '');
    const response: JoinResponse = {
      ...terms,
      outcome: 'renewed',
      deviceId,
      certificate: await pki.certify(deviceId, request.csr),
      ca: pki.ca,
      addresses: [...(behaviour.addresses ?? [])],
    };
    return behaviour.change?.(response) ?? response;
  };
  const leave = (body: unknown): object => {
    const request = leaveRequest.parse(body);
    proven(request, leavingText(request.deviceId));
    leaves.push(request);
    return { v: 1, deviceId: request.deviceId };
  };
  const { certificate, key } = await pki.server();
  const server = createServer({ cert: certificate, key, minVersion: 'TLSv1.3' }, async (call, reply) => {
    if (call.url !== '/join/renew' && call.url !== '/join/leave') {
      reply.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of call) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const answer = call.url === '/join/leave' ? leave(body) : await renew(body);
    if (behaviour.losesAnswers === true) call.socket.destroy();
    else if (behaviour.doorRefusal === undefined) reply.end(JSON.stringify(answer));
    else {
      reply.statusCode = 403;
      reply.end(JSON.stringify({ v: 1, error: { code: behaviour.doorRefusal, message: '' } }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { httpsPort: (server.address() as AddressInfo).port, renewals, leaves };
}

/** Throws unless the key of the certificate signed the text. */
function proven(
  request: { readonly certificate: string; readonly signature: string },
  text: string,
): X509Certificate {
  const certificate = new X509Certificate(request.certificate);
  const signature = Buffer.from(request.signature, 'base64url');
  if (!verify('sha256', Buffer.from(text), certificate.publicKey, signature)) throw new Error('not signed');
  return certificate;
}
