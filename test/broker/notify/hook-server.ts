import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { Resources } from '../../support/resources.ts';
import { openCertificates } from './mail-server.ts';

export type Hook = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
};

/** A webhook that keeps what it is sent, and answers 204 unless told otherwise. */
export async function openHookServer(resources: Resources, answer?: RequestListener, isPlain = false) {
  const { cert, key, caFile, folder } = await openCertificates(resources);
  const hooks: Hook[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      hooks.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (answer === undefined) response.writeHead(204).end();
      else answer(request, response);
    });
  };
  const server = isPlain ? createPlainServer(listener) : createServer({ cert, key }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  resources.defer(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const bound = server.address();
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
  const url = `${isPlain ? 'http' : 'https'}://localhost:${port}`;
  return { hooks, url, port, folder, settings: { webhookCaFile: caFile } };
}
