import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { listenerLines } from '../../broker/transport/acl.ts';
import type { BrokerPki } from './broker-pki.ts';
import { eventually } from './eventually.ts';
import type { Resources } from './resources.ts';

/** A real mosquitto over mutual TLS with the listener that `acl` prints; `acl` is the text of its access file. */
export async function startMosquitto(
  resources: Resources,
  program: string,
  { pki, acl }: { readonly pki: BrokerPki; readonly acl: string },
): Promise<{ readonly port: number }> {
  const folder = await resources.folder();
  const port = await freePort();
  const { ca, certificate, key } = await pki.server();
  const files = {
    'ca.crt': ca,
    'server.crt': certificate,
    'server.key': key,
    'schooldrum.acl': acl,
    // Started by root it would become somebody who cannot read the folder.
    'mosquitto.conf': [...listenerLines('mosquitto', port), `user ${userInfo().username}`, ''].join('\n'),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const child = resources.process(
    spawn(program, ['-c', 'mosquitto.conf'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }),
  );
  const said: string[] = [];
  child.stderr?.on('data', (words: Buffer) => void said.push(words.toString()));
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`mosquitto ended: ${said.join('')}`);
    return (await answers(port)) ? true : undefined;
  });
  return { port };
}

/** Mosquitto cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}
