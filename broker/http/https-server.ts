import type { Server } from 'node:https';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { z } from 'zod';
import { joinRequest, joinTermsRequest, maxJoinBytes } from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { version } from '../../shared/runtime/version.ts';
import { createText } from '../../shared/text/create-text.ts';
import type { Joining } from '../enrol/join.ts';
import { createRateLimit, networkOf } from './rate-limit.ts';
import { createWebListener, type WebListenerConfig } from './web-listener.ts';
import type { MqttDoor } from './websocket.ts';

export type HttpsServer = {
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** A school of 512 machines behind one address, each asking twice and once more after a lost answer. */
const joinLimit = { burst: 2_048, perSecond: 32, maxKeys: 10_000 };

/** HTTP status of a refusal; what is not listed is 403. */
const statusOf: Readonly<Partial<Record<AppError['code'], number>>> = {
  'SD-JOIN-REQUEST-INVALID': 400,
  'SD-CSR-INVALID': 400,
  'SD-JOIN-BUSY': 429,
  'SD-JOIN-UNAVAILABLE': 503,
};

/**
 * The broker's HTTPS door (TLS 1.3): `POST /join/terms`, `POST /join`, `GET /healthz`, for which no client certificate is
 * needed, and MQTT over WebSocket, for which it is. A taken port is SD-PORT-TAKEN.
 */
export async function openHttpsServer(
  deps: {
    readonly joining: Joining;
    readonly clock: Clock;
    readonly log: Log;
    /** Without it there is no MQTT at this port. */
    readonly mqtt?: MqttDoor;
  },
  config: WebListenerConfig & { readonly host: string; readonly port: number },
): Promise<Result<HttpsServer, AppError>> {
  const { server, listener } = createWebListener(deps, config);
  const app = fastify<Server>({
    serverFactory: (handler) => server.on('request', handler),
    bodyLimit: maxJoinBytes,
    frameworkErrors: (_cause, _request, reply) => void refuse(reply, appError('SD-JOIN-REQUEST-INVALID')),
  });
  addRoutes(app, deps);
  await app.ready();
  const close = async (): Promise<void> => {
    await listener.close();
    await app.close();
  };
  const listening = await listener.listen(config);
  if (listening.ok) return ok({ port: listening.value.port, close });
  await close();
  return listening;
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
