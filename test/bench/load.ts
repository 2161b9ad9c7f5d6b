import { createInterface } from 'node:readline';
import { connect, type TLSSocket } from 'node:tls';
import { generate, parser } from 'mqtt-packet';
import { heartbeat } from '../support/heartbeat.ts';

/** What the load process reads from its standard input. */
export type LoadJob = {
  readonly port: number;
  readonly ca: string;
  readonly clients: readonly {
    readonly deviceId: string;
    readonly certificate: string;
    readonly key: string;
    readonly boot: string;
  }[];
  readonly messages: number;
  /** Publishes on the wire at once per client. */
  readonly window: number;
  readonly firstSeq: number;
};

export type LoadResult = { readonly acknowledged: number; readonly seconds: number };

type Client = { readonly socket: TLSSocket; readonly send: () => void };

/** A closed loop of QoS 1 publishes: every client keeps `window` of them unacknowledged until all are acknowledged. */
async function load(job: LoadJob, untilGo: () => Promise<void>): Promise<LoadResult> {
  let left = job.messages;
  let acknowledged = 0;
  let finish = (): void => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const onAck = (client: Client): void => {
    acknowledged += 1;
    if (acknowledged === job.messages) finish();
    else if (left > 0) {
      left -= 1;
      client.send();
    }
  };
  const clients = await openClients(job, onAck);
  await untilGo();
  const startedMs = performance.now();
  for (const client of clients) {
    for (let i = 0; i < job.window && left > 0; i += 1) {
      left -= 1;
      client.send();
    }
  }
  await done;
  const seconds = (performance.now() - startedMs) / 1000;
  for (const { socket } of clients) socket.destroy();
  return { acknowledged, seconds };
}

async function openClients(job: LoadJob, onAck: (client: Client) => void): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (let start = 0; start < job.clients.length; start += 25) {
    const some = job.clients.slice(start, start + 25);
    clients.push(...(await Promise.all(some.map((one) => openClient(job, one, onAck)))));
  }
  return clients;
}

function openClient(
  job: LoadJob,
  one: LoadJob['clients'][number],
  onAck: (client: Client) => void,
): Promise<Client> {
  const socket = connect({
    host: '127.0.0.1',
    port: job.port,
    ca: job.ca,
    cert: one.certificate,
    key: one.key,
  });
  socket.setNoDelay(true);
  const topic = `drum/1/${one.deviceId}/report`;
  let seq = job.firstSeq;
  let messageId = 0;
  const client: Client = {
    socket,
    send: () => {
      messageId = (messageId % 65_535) + 1;
      socket.write(
        generate({
          cmd: 'publish',
          topic,
          payload: heartbeat(one.boot, seq++),
          qos: 1,
          retain: false,
          dup: false,
          messageId,
        }),
      );
    },
  };
  return new Promise((resolve, reject) => {
    const read = parser();
    read.on('packet', (packet) => {
      if (packet.cmd === 'connack') resolve(client);
      else if (packet.cmd === 'puback') onAck(client);
    });
    socket.on('data', (chunk: Buffer) => read.parse(chunk));
    socket.on('error', reject);
    socket.on('secureConnect', () =>
      socket.write(
        generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          clientId: one.deviceId,
          keepalive: 300,
        }),
      ),
    );
  });
}

// Line 1 is the job; the load says when everybody is connected and waits for line 2, so that handshakes are not measured.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const job = JSON.parse((await lines.next()).value ?? '{}') as LoadJob;
const result = await load(job, async () => {
  process.stdout.write('connected\n');
  await lines.next();
});
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
