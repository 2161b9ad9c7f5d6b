import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:https';
import { type Attack, repeat } from './attack.ts';

/** Guesses a token's secret at the public door, as fast as it answers. */
export const joinBruteForce: Attack = {
  name: 'join tokens guessed',
  run: async (scene, until) => {
    const agent = new Agent({ ca: scene.door.ca, keepAlive: true, maxSockets: 16 });
    const strikes = await repeat(16, until, () => guess(agent, scene.httpsPort));
    agent.destroy();
    return strikes;
  },
};

function guess(agent: Agent, port: number): Promise<void> {
  const tokenId = 'abcdefgh';
  const body = { v: 1, tokenId, secret: randomBytes(16).toString('base64url') };
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const call = request({ agent, host: '127.0.0.1', port, path: '/join/terms', method: 'POST', headers });
    call.on('error', reject);
    call.on('response', (response) => response.resume().on('end', resolve).on('error', reject));
    call.end(JSON.stringify(body));
  });
}
