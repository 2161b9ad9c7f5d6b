import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { joinResponse } from '../../shared/contract/enrol.ts';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { createKeyAndRequest } from '../../shared/runtime/certificate-request.ts';
import type { JoinedMachine } from './join-machines.ts';
import type { Installation } from './running-installation.ts';

/** The door lets 2,048 joins of one address pass at once. */
const perAddress = 1_000;
const lanes = 16;

/** Joins thousands of machines through the public door, from as many addresses as the door's rate needs. */
export async function joinCrowd(
  installation: Installation,
  count: number,
): Promise<{ readonly ca: string; readonly machines: readonly JoinedMachine[] }> {
  const ca = readFileSync(join(installation.data, 'authority', 'ca.pem'), 'utf8');
  const token = parseJoinToken(installation.token());
  if (!token.ok) throw new Error(`token: ${token.error}`);
  const { id: tokenId, secret } = token.value;
  const agents = Array.from(
    { length: Math.ceil(count / perAddress) },
    (_, n) => new Agent({ ca, keepAlive: true, maxSockets: lanes, localAddress: `127.0.0.${n + 2}` }),
  );
  const machines: JoinedMachine[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      const agent = agents[Math.floor(n / perAddress)];
      if (agent === undefined) throw new Error('no address');
      machines.push(await joinOne(agent, installation.httpsPort, { tokenId, secret }));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const agent of agents) agent.destroy();
  return { ca, machines };
}

async function joinOne(
  agent: Agent,
  port: number,
  token: { readonly tokenId: string; readonly secret: string },
): Promise<JoinedMachine> {
  const { csrPem, keyPem } = await createKeyAndRequest();
  const fingerprint = {
    macs: [randomBytes(32).toString('base64url')],
    systemDisk: randomBytes(32).toString('base64url'),
  };
  const answer = await postJson(agent, port, { v: contractVersion, ...token, csr: csrPem, fingerprint });
  const { deviceId, certificate } = joinResponse.parse(JSON.parse(answer));
  return { deviceId, certificate, key: keyPem, boot: randomBytes(8).toString('hex') };
}

function postJson(agent: Agent, port: number, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const call = request({ agent, host: '127.0.0.1', port, path: '/join', method: 'POST', headers });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    call.end(JSON.stringify(body));
  });
}
