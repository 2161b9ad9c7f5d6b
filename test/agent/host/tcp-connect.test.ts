import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { tcpConnect } from '../../../agent/host/tcp-connect.ts';

const server = createServer();
afterEach(() => {
  server.close();
});

function listen(): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

test('an open port and a refusal are both an answer; what cannot be asked is neither', async () => {
  const port = await listen();
  expect(await tcpConnect('127.0.0.1', port, 5_000)).toMatchObject({ ok: true });
  await new Promise((resolve) => server.close(resolve));
  const refused = await tcpConnect('127.0.0.1', port, 5_000);
  expect(refused).toMatchObject({ ok: true });
  expect(refused.ok && refused.value).toBeGreaterThanOrEqual(0);
  expect(await tcpConnect('0.0.0.0.0', port, 5_000)).toEqual({ ok: false, error: 'failed' });
});

test('an address to which no route leads is unreachable', async () => {
  // 240.0.0.0/4 is reserved: the kernel has no way there, or refuses to send.
  const result = await tcpConnect('255.255.255.255', 9, 2_000);
  expect(result.ok).toBe(false);
  expect(result).not.toEqual({ ok: false, error: 'timed-out' });
});
