// The client of Measurement Lab itself (@m-lab/ndt7): `host:port` and a ticket as arguments, its rates on stdout.
// It works in web workers, of which there are none here: each is a context of its own in this thread.
// Authorities come by NODE_EXTRA_CA_CERTS.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

type Listener = (event: { readonly data: unknown }) => void;

class InlineWorker {
  onmessage: Listener = () => {};
  readonly #worker: { onmessage?: Listener } = {};
  constructor(file: string) {
    const tell: Listener = ({ data }) => queueMicrotask(() => this.onmessage({ data }));
    const { WebSocket, performance, setTimeout } = globalThis;
    const postMessage = (data: unknown): void => tell({ data });
    const context = createContext({ self: this.#worker, WebSocket, performance, setTimeout, postMessage });
    runInContext(readFileSync(file, 'utf8'), context);
  }
  postMessage(data: unknown): void {
    this.#worker.onmessage?.({ data });
  }
  terminate(): void {
    this.onmessage = () => {};
  }
}

const require = createRequire(import.meta.url);
Object.assign(globalThis, { Worker: InlineWorker });
const ndt7 = require('@m-lab/ndt7');
const [server, ticket] = process.argv.slice(2);
const rates: Record<string, number> = {};
const config = {
  server,
  metadata: { client_name: 'test', access_token: ticket },
  mlabDataPolicyInapplicable: true,
  downloadworkerfile: require.resolve('@m-lab/ndt7/src/ndt7-download-worker.js'),
  uploadworkerfile: require.resolve('@m-lab/ndt7/src/ndt7-upload-worker.js'),
};
type Completed = {
  readonly LastClientMeasurement?: { readonly MeanClientMbps: number };
  readonly LastServerMeasurement?: {
    readonly TCPInfo: { readonly BytesReceived: number; readonly ElapsedTime: number };
  };
};
const status = await ndt7.test(config, {
  error: (reason: unknown) => process.stderr.write(`${String(reason)}\n`),
  downloadComplete: ({ LastClientMeasurement: last }: Completed) => {
    rates.download = (last?.MeanClientMbps ?? Number.NaN) * 1e6;
  },
  uploadComplete: ({ LastServerMeasurement: last }: Completed) => {
    rates.upload = ((last?.TCPInfo.BytesReceived ?? Number.NaN) * 8e6) / (last?.TCPInfo.ElapsedTime ?? 1);
  },
});
process.stdout.write(`${JSON.stringify({ status, ...rates })}\n`);
process.exit(0);
