import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of a bench, ended with it. */
export type Running = { readonly pid: number; readonly port: number; readonly stop: () => Promise<void> };

export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'schooldrum-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until something accepts connections, at most 30 s. */
export async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.unref();
      setTimeout(() => socket.destroy(), 50).unref();
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing listens on ${port}`);
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** mosquitto with the same certificates and nothing stored: the peer of the ingest bench. */
export async function startMosquitto(
  folder: string,
  pki: { readonly ca: string; readonly certificate: string; readonly key: string },
): Promise<Running> {
  const port = await freePort();
  const config = [
    ...[
      `listener ${port} 127.0.0.1`,
      `cafile ${pki.ca}`,
      `certfile ${pki.certificate}`,
      `keyfile ${pki.key}`,
    ],
    ...[
      'require_certificate true',
      'use_identity_as_username true',
      'allow_anonymous false',
      'persistence false',
    ],
    ...[
      'max_inflight_messages 1000',
      'max_queued_messages 0',
      'log_type error',
      'user root',
      'tls_version tlsv1.3',
    ],
  ];
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `${config.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  await untilListening(port);
  return { pid: child.pid ?? 0, port, stop: () => stopChild(child) };
}
