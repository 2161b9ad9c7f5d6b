import { randomBytes } from 'node:crypto';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { createKeyAndRequest } from '../../shared/runtime/certificate-request.ts';
import { openJoinDoor, postJoin } from '../../shared/runtime/join-client.ts';

/** A machine that has joined: its certificate, key, and a boot of its own. */
export type JoinedMachine = {
  readonly deviceId: string;
  readonly certificate: string;
  readonly key: string;
  readonly boot: string;
};

const joinsAtOnce = 20;

/** Joins `count` machines through the public door, each with a key and a fingerprint of its own. */
export async function joinMachines(
  token: string,
  count: number,
): Promise<{ readonly ca: string; readonly machines: readonly JoinedMachine[] }> {
  const parsed = parseJoinToken(token);
  if (!parsed.ok) throw new Error(`token: ${parsed.error}`);
  const door = await openJoinDoor(parsed.value);
  if (!door.ok) throw new Error(`${door.error.code} ${JSON.stringify(door.error.values)}`);
  const joinOne = async (): Promise<JoinedMachine> => {
    const key = await createKeyAndRequest();
    const fingerprint = {
      macs: [randomBytes(32).toString('base64url')],
      systemDisk: randomBytes(32).toString('base64url'),
    };
    const request = {
      v: contractVersion,
      tokenId: parsed.value.id,
      secret: parsed.value.secret,
      csr: key.csrPem,
      fingerprint,
    } as const;
    const joined = await postJoin(door.value, request);
    if (!joined.ok) throw new Error(`${joined.error.code} ${JSON.stringify(joined.error.values)}`);
    const { deviceId, certificate } = joined.value;
    return { deviceId, certificate, key: key.keyPem, boot: randomBytes(8).toString('hex') };
  };
  const machines: JoinedMachine[] = [];
  while (machines.length < count) {
    machines.push(
      ...(await Promise.all(Array.from({ length: Math.min(joinsAtOnce, count - machines.length) }, joinOne))),
    );
  }
  return { ca: door.value.caPem, machines };
}
