import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { JoinedMachine } from '../support/join-machines.ts';
import { contextOf, openDevice } from '../support/open-device.ts';

/** What the storm process reads from its standard input, and prints for each storm. */
export type StormJob = { readonly port: number; readonly crowdFile: string; readonly count: number };
export type StormCrowd = { readonly ca: string; readonly machines: readonly JoinedMachine[] };
export type StormResult = { readonly seconds: number; readonly resumed: number; readonly retries: number };

type Client = {
  readonly machine: JoinedMachine;
  readonly context: SecureContext;
  socket: TLSSocket | null;
  ticket: Buffer | undefined;
};

/** Everybody at once, as after a power cut; whoever is turned away comes again. */
async function storm(job: StormJob, ca: string, clients: readonly Client[]): Promise<StormResult> {
  const startedMs = performance.now();
  let resumed = 0;
  let retries = 0;
  const connectOne = async (client: Client): Promise<void> => {
    for (let isConnected = false; !isConnected; ) {
      try {
        const { machine, context, ticket: session } = client;
        const onSession = (ticket: Buffer): void => {
          client.ticket = ticket;
        };
        const socket = await openDevice({ port: job.port, ca }, machine, { context, session, onSession });
        if (socket.isSessionReused()) resumed += 1;
        client.socket = socket;
        isConnected = true;
      } catch {
        retries += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await Promise.all(clients.map(connectOne));
  return { seconds: (performance.now() - startedMs) / 1000, resumed, retries };
}

async function disconnectAll(clients: readonly Client[]): Promise<void> {
  await Promise.all(
    clients.map(({ socket }) => {
      if (socket === null) return Promise.resolve();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.destroy();
      return closed;
    }),
  );
}

// Line 1 is the job; each further line is a storm. The first has no session tickets, the later ones those of the one before.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const job = JSON.parse((await lines.next()).value ?? '{}') as StormJob;
const { ca, machines } = JSON.parse(readFileSync(job.crowdFile, 'utf8')) as StormCrowd;
const clients = machines
  .slice(0, job.count)
  .map((machine): Client => ({ machine, context: contextOf(ca, machine), socket: null, ticket: undefined }));
process.stdout.write('ready\n');
for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
  await disconnectAll(clients);
  // The tickets come after the handshake, and the broker says goodbye to everybody.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  process.stdout.write('go\n');
  process.stdout.write(`${JSON.stringify(await storm(job, ca, clients))}\n`);
}
process.exit(0);
