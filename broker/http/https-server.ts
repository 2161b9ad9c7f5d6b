import type { Server } from 'node:https';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { z } from 'zod';
import { joinRequest, joinTermsRequest, maxJoinBytes } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { version } from '../../shared/runtime/version.ts';
import { createText } from '../../shared/text/create-text.ts';
import type { Joining } from '../enrol/join.ts';
import { listenError } from './listen-error.ts';
import { createRateLimit, networkOf } from './rate-limit.ts';

export type HttpsServer = {
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** A school of 512 machines behind one address, each asking twice and once more after a lost answer. */
const joinLimit = { burst: 2_048, perSecond: 32, maxKeys: 10_000 };
const maxConnections = 2_048;
const timeouts = { connectionTimeout: 30_000, requestTimeout: 15_000, keepAliveTimeout: 5_000 };
const handshakeTimeoutMs = 15_000;

/** HTTP status of a refusal; what is not listed is 403. */
const statusOf: Readonly<Partial<Record<AppError['code'], number>>> = {
  'SD-JOIN-REQUEST-INVALID': 400,
  'SD-CSR-INVALID': 400,
  'SD-JOIN-BUSY': 429,
  'SD-JOIN-UNAVAILABLE': 503,
};

/**
 * The broker's HTTPS door (TLS 1.3, no client certificate): `POST /join/terms`, `POST /join`, `GET /healthz`.
 * A taken port is SD-PORT-TAKEN.
 */
export async function openHttpsServer(
  deps: { readonly joining: Joining; readonly clock: Clock; readonly log: Log },
  config: {
    readonly host: string;
    readonly port: number;
    readonly keyPem: string;
    readonly chainPem: string;
  },
): Promise<Result<HttpsServer, AppError>> {
  const app = fastify({
    https: {
      key: config.keyPem,
      cert: config.chainPem,
      minVersion: 'TLSv1.3',
      handshakeTimeout: handshakeTimeoutMs,
    },
    bodyLimit: maxJoinBytes,
    ...timeouts,
    forceCloseConnections: true,
    frameworkErrors: (_cause, _request, reply) => void refuse(reply, appError('SD-JOIN-REQUEST-INVALID')),
  });
  app.server.maxConnections = maxConnections;
  addRoutes(app, deps);
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await app.close();
    return err(listenError(cause, config.port));
  }
  const bound = app.server.address();
  return ok({
    port: typeof bound === 'object' && bound !== null ? bound.port : config.port,
    close: () => app.close(),
  });
}

type App = FastifyInstance<Server>;

function addRoutes(
  app: App,
  deps: { readonly joining: Joining; readonly clock: Clock; readonly log: Log },
): void {
  const limit = createRateLimit(deps, joinLimit);
  app.get('/healthz', () => ({ status: 'ok', version }));
  const post = <T, U>(
    path: string,
    schema: z.ZodType<T>,
    work: (body: T) => Promise<Result<U, AppError>>,
  ): void => {
    app.post(path, async (request, reply) => {
      if (!limit.take(networkOf(request.ip))) return refuse(reply, appError('SD-JOIN-BUSY'));
      const body = schema.safeParse(request.body);
      if (!body.success) return refuse(reply, appError('SD-JOIN-REQUEST-INVALID'));
      const result = await work(body.data);
      return result.ok ? result.value : refuse(reply, result.error);
    });
  };
  post('/join/terms', joinTermsRequest, deps.joining.terms);
  post('/join', joinRequest, deps.joining.join);
  app.setNotFoundHandler((_request, reply) => refuse(reply, appError('SD-JOIN-REQUEST-INVALID'), 404));
  app.setErrorHandler((cause: { readonly statusCode?: number }, _request, reply) => {
    const status = cause.statusCode ?? 500;
    if (status < 500) return refuse(reply, appError('SD-JOIN-REQUEST-INVALID'), status);
    deps.log.error({ err: cause }, 'https request failed');
    return refuse(reply, appError('SD-JOIN-UNAVAILABLE'));
  });
}

function refuse(reply: FastifyReply, error: AppError, status = statusOf[error.code] ?? 403): FastifyReply {
  if (status === 429) reply.header('retry-after', '60');
  // The code is what programs read, so its texts have no places to fill; the words are for a person with curl.
  const message = createText('en').error(error);
  return reply.code(status).send({ v: contractVersion, error: { code: error.code, message } });
}
