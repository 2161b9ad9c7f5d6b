import type { Server } from 'node:https';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  joinRequest,
  joinTermsRequest,
  leaveRequest,
  maxJoinBytes,
  renewRequest,
} from '../../shared/contract/enrol.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { version } from '../../shared/runtime/version.ts';
import { createText } from '../../shared/text/create-text.ts';
import type { Joining, Origin } from '../enrol/joining.ts';
import { createRateLimit, networkOf } from './rate-limit.ts';
import { createWebListener, type WebCredentials, type WebListenerConfig } from './web-listener.ts';
import type { MqttDoor } from './websocket.ts';

export type HttpsServer = {
  readonly port: number;
  /** For new connections; those that are open go on. */
  readonly setCredentials: (credentials: WebCredentials) => void;
  readonly close: () => Promise<void>;
};

/** Bodies that cannot be read; what can be is limited where it is known whether it is genuine. */
const unreadableLimit = { burst: 256, perSecond: 1, maxKeys: 10_000 };

/** HTTP status of a refusal; what is not listed is 403. */
const statusOf: Readonly<Partial<Record<AppError['code'], number>>> = {
  'SD-JOIN-REQUEST-INVALID': 400,
  'SD-CSR-INVALID': 400,
  'SD-JOIN-BUSY': 429,
  'SD-JOIN-LIMIT': 429,
  'SD-JOIN-UNAVAILABLE': 503,
};

/**
 * The broker's HTTPS door (TLS 1.3): `POST /join{,/terms,/renew,/leave}`, `GET /healthz`, for which no client certificate is
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
  const { server, listener, setCredentials } = createWebListener(deps, config);
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
  if (listening.ok) return ok({ port: listening.value.port, setCredentials, close });
  await close();
  return listening;
}

type App = FastifyInstance<Server>;

function addRoutes(
  app: App,
  deps: { readonly joining: Joining; readonly clock: Clock; readonly log: Log },
): void {
  const unreadable = createRateLimit(deps, unreadableLimit);
  app.get('/healthz', () => ({ status: 'ok', version }));
  const post = <T, U>(
    path: string,
    schema: z.ZodType<T>,
    work: (body: T, origin: Origin) => Promise<Result<U, AppError>>,
  ): void => {
    app.post(path, async (request, reply) => {
      const network = networkOf(request.ip);
      const body = schema.safeParse(request.body);
      if (!body.success) {
        const code = unreadable.take(network) ? 'SD-JOIN-REQUEST-INVALID' : 'SD-JOIN-BUSY';
        return refuse(reply, appError(code));
      }
      const result = await work(body.data, { network });
      return result.ok ? result.value : refuse(reply, result.error);
    });
  };
  post('/join/terms', joinTermsRequest, deps.joining.terms);
  post('/join', joinRequest, deps.joining.join);
  post('/join/renew', renewRequest, deps.joining.renew);
  post('/join/leave', leaveRequest, deps.joining.leave);
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
