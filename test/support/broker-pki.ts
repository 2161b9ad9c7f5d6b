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
  readonly client: (cn: string) => Promise<ClientCredentials>;
};

export async function createBrokerPki(): Promise<BrokerPki> {
  const { caPem, keyPem } = await createCa();
  const signer = await loadSigner(caPem, keyPem);
  return {
    server: async () => {
      const { certificatePem, keyPem: key } = await issueServer(signer, ['localhost', '127.0.0.1']);
      return { ca: caPem, certificate: certificatePem, key };
    },
    client: async (cn) => {
      const { csrPem, keyPem: key } = await createKeyAndRequest();
      const request = await readRequest(csrPem);
      if (!request.ok) throw new Error('our own request was refused');
      const issued: IssuedCertificate = await issueClient(signer, request.value, cn, Date.now());
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
