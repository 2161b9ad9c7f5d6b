import type { Result } from '../../shared/domain/result.ts';

/** `unreachable`: the network said so (no answer to ARP, no route); `timed-out`: silence, which proves nothing. */
export type ConnectFailure = 'unreachable' | 'timed-out' | 'failed';

/** One question to one name server, as an address with or without a port. */
export type DnsQuestion = {
  readonly server: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly timeoutMs: number;
};

/** What the server answered; none of this name is an answer too. */
export type DnsAnswer = { readonly ms: number; readonly addresses: readonly string[] };

/** One plain HTTP call. Nothing is redirected, no proxy asked; an answer above `maxBytes` is `failed`; with 0 only its head is read. */
export type HttpCall = {
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body makes it a POST. */
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
};

export type HttpAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Visit = { readonly url: URL; readonly address: string; readonly timeoutMs: number };

/** How far one visit of a page came: a time for each step that succeeded. */
export type VisitResult = {
  readonly failedAt?: 'tcp' | 'tls' | 'http';
  /** Code of what went wrong, such as ECONNRESET. */
  readonly detail?: string;
  readonly tcpMs?: number;
  readonly tlsMs?: number;
  /** What a browser would refuse in the certificate; the visit goes on all the same. */
  readonly certificateError?: string;
  readonly certificateEndsAt?: number;
  /** Until the first line of the answer. */
  readonly httpMs?: number;
  readonly httpStatus?: number;
  /** The server's own clock, by its Date header. */
  readonly serverTime?: number;
};

/** One question by UDP; only what `from` sends is an answer. */
export type UdpQuestion = {
  readonly payload: string;
  readonly targets: readonly { readonly address: string; readonly port: number }[];
  readonly from: string;
  readonly timeoutMs: number;
};

/** The network as the agent asks it, each call within its time. */
export type NetworkAccess = {
  /** Round-trip time in ms of one TCP handshake; a refusal (RST) is an answer too. */
  readonly connect: (
    address: string,
    port: number,
    timeoutMs: number,
  ) => Promise<Result<number, ConnectFailure>>;
  readonly resolve: (question: DnsQuestion) => Promise<Result<DnsAnswer, 'timed-out' | 'failed'>>;
  /** The system's own way: hosts file, search domains, cache. */
  readonly lookup: (
    name: string,
    timeoutMs: number,
  ) => Promise<Result<readonly string[], 'timed-out' | 'failed'>>;
  readonly http: (call: HttpCall) => Promise<Result<HttpAnswer, ConnectFailure>>;
  readonly visit: (visit: Visit) => Promise<VisitResult>;
  /** The first answer, one character per byte. */
  readonly askByUdp: (question: UdpQuestion) => Promise<Result<string, 'timed-out' | 'failed'>>;
};
