import {
  createCa,
  type IssuedCertificate,
  issueClient,
  issueServer,
  loadSigner,
  readRequest,
} from '../../broker/enrol/issue.ts';
import type { ServerCredentials } from '../../broker/transport/transport.ts';
import { createKeyAndRequest } from '../../shared/runtime/certificate-request.ts';

/** What a client shows: its certificate, the key of it, and the CA it trusts. */
export type ClientCredentials = {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly sha256: string;
};

/** A throw-away authority made of the broker's own parts. */
export type BrokerPki = {
  readonly server: () => Promise<ServerCredentials>;
  readonly client: (cn: string, issuedAt?: number) => Promise<ClientCredentials>;
  /** A certificate of the request's key. */
  readonly certify: (cn: string, csrPem: string, issuedAt?: number) => Promise<string>;
  readonly ca: string;
};

export async function createBrokerPki(
  hosts: readonly string[] = ['localhost', '127.0.0.1'],
): Promise<BrokerPki> {
  const { caPem, keyPem } = await createCa();
  const signer = await loadSigner(caPem, keyPem);
  const certify = async (cn: string, csrPem: string, issuedAt = Date.now()): Promise<IssuedCertificate> => {
    const request = await readRequest(csrPem);
    if (!request.ok) throw new Error('a request was refused');
    return await issueClient(signer, request.value, cn, issuedAt);
  };
  return {
    ca: caPem,
    certify: async (cn, csrPem, issuedAt) => (await certify(cn, csrPem, issuedAt)).pem,
    server: async () => {
      const { certificatePem, keyPem: key } = await issueServer(signer, hosts);
      return { ca: caPem, certificate: certificatePem, key };
    },
    client: async (cn, issuedAt) => {
      const { csrPem, keyPem: key } = await createKeyAndRequest();
      const issued = await certify(cn, csrPem, issuedAt);
      return { ca: caPem, cert: issued.pem, key, sha256: issued.sha256 };
    },
  };
}

/** The `n`th device id, user id: valid, and readable in a failure. */
export function deviceCn(n: number): string {
  return `d-${numbered(n)}`;
}

export function userCn(n: number): string {
  return `u-${numbered(n)}`;
}

function numbered(n: number): string {
  const letters = [...n.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
  return letters.join('').padStart(16, 'a');
}
