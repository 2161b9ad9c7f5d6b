import {
  createCa,
  issueClient,
  issueServer,
  loadSigner,
  readRequest,
  type Signer,
} from '../../broker/enrol/issue.ts';
import { openHttpsServer } from '../../broker/http/https-server.ts';
import type { JoinRequest, JoinResponse } from '../../shared/contract/enrol.ts';
import { formatJoinToken, type JoinToken } from '../../shared/contract/join-token.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { deviceCn } from './broker-pki.ts';
import type { Resources } from './resources.ts';

/** The broker's HTTPS door, with an admission that a test can steer. */
export type SmallDoor = {
  readonly token: (over?: Partial<JoinToken>) => string;
  readonly requests: readonly JoinRequest[];
  readonly httpsPort: number;
};

export type SmallDoorBehaviour = {
  /** Looks at, or replaces, what the door would answer. */
  answer?: (response: JoinResponse) => Result<JoinResponse, AppError>;
  terms?: Result<never, AppError>;
};

const doorKey = Buffer.alloc(32, 9).toString('base64url');

export async function openSmallDoor(
  resources: Resources,
  behaviour: SmallDoorBehaviour = {},
): Promise<SmallDoor> {
  const { caPem, keyPem: caKey } = await createCa();
  const signer = await loadSigner(caPem, caKey);
  const { certificatePem, keyPem } = await issueServer(signer, ['127.0.0.1']);
  const requests: JoinRequest[] = [];
  const devices = new Map<string, JoinResponse>();
  let port = 0;
  const joining = {
    terms: () =>
      Promise.resolve(
        behaviour.terms ?? { ok: true as const, value: { v: 1 as const, fingerprintKey: doorKey } },
      ),
    join: async (request: JoinRequest): Promise<Result<JoinResponse, AppError>> => {
      requests.push(request);
      const response = devices.get(request.csr) ?? (await admit(signer, request, devices.size + 1, port));
      devices.set(request.csr, response);
      return behaviour.answer?.(response) ?? { ok: true, value: response };
    },
    renew: () => Promise.resolve(err(appError('SD-JOIN-UNAVAILABLE'))),
    leave: () => Promise.resolve(err(appError('SD-JOIN-UNAVAILABLE'))),
  };
  const server = await openHttpsServer(
    { joining, clock: createSystemClock(), log: createLog('test', 'error', { write: () => {} }) },
    { host: '127.0.0.1', port: 0, keyPem, chainPem: certificatePem + caPem },
  );
  if (!server.ok) throw new Error(server.error.code);
  resources.defer(() => server.value.close());
  port = server.value.port;
  return {
    requests,
    httpsPort: port,
    token: (over = {}) =>
      formatJoinToken({
        addresses: [{ host: '127.0.0.1', mqttPort: 8883, httpsPort: port }],
        caSha256: signer.caSha256,
        id: 'abcdefgh',
        secret: 's'.repeat(22),
        exp: 4_000_000_000_000,
        ...over,
      }),
  };
}

async function admit(
  signer: Signer,
  request: JoinRequest,
  n: number,
  httpsPort: number,
): Promise<JoinResponse> {
  const key = await readRequest(request.csr);
  if (!key.ok) throw new Error(key.error.code);
  const deviceId = deviceCn(n);
  const { pem } = await issueClient(signer, key.value, deviceId, Date.now());
  return {
    v: 1,
    outcome: 'admitted',
    deviceId,
    certificate: pem,
    ca: signer.caPem,
    addresses: [{ host: '127.0.0.1', mqttPort: 8883, httpsPort }],
    schoolCode: 'S1',
    schoolName: 'TH Kim Đồng',
    room: request.room ?? null,
    seat: request.seat ?? null,
    role: 'student',
    state: 'approved',
    machineNumber: n,
    seats: null,
    fingerprintKey: doorKey,
  };
}
