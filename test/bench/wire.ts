import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openResources } from '../support/resources.ts';
import { createInstallation } from '../support/running-installation.ts';
import type { Crossed } from './counting-relay.ts';
import { type BenchOptions, type BenchRow, compare } from './result.ts';
import { dpkgStatus, liveWireDay, openOrdinaryMachine, type Stretch, type WireDay } from './wire-day.ts';
import { postAll } from './wire-post.ts';

const budgetKb = 60;
const dayMs = 86_400_000;
/** IPv4 and TCP with timestamps, and the acknowledgement that most segments are answered with. */
const headerBytes = 52 + 52;

/**
 * What an ordinary machine costs its school's line in one school day: every TLS byte of both directions between the real agent
 * and the real broker over real sockets. The day's hours pass on a clock of its own.
 */
export async function benchWire({ runs, say }: BenchOptions): Promise<readonly BenchRow[]> {
  await using resources = openResources();
  await using installation = createInstallation('source');
  await installation.serve();
  const seat = await openOrdinaryMachine(resources, installation);
  const first = await liveWireDay(resources, seat, installation.mqttPort, Date.now());
  say(`wire: the first day, with the whole inventory: ${kb(first.total.bytes)} KB`);
  const pem = readFileSync(join(installation.data, 'authority', 'server.pem'), 'utf8');
  const ca = readFileSync(join(installation.data, 'authority', 'ca.pem'), 'utf8');
  const [days, posts]: [WireDay[], Crossed[]] = [[], []];
  for (let run = 1; run <= runs; run += 1) {
    await seat.host.write('/var/lib/dpkg/status', dpkgStatus(`1.${run}`));
    const day = await liveWireDay(resources, seat, installation.mqttPort, Date.now() + run * dayMs);
    days.push(day);
    posts.push(await postAll(day.payloads, { ca, certificate: pem, key: pem }));
    say(`wire day ${run}: ${told(day)}`);
  }
  return rowsOf(days, posts);
}

function rowsOf(days: readonly WireDay[], posts: readonly Crossed[]): readonly BenchRow[] {
  const ours = days.map(({ total }) => kb(total.bytes));
  const peer = { name: 'HTTPS POST each', values: posts.map(({ bytes }) => kb(bytes)) };
  const withHeaders = ({ bytes, chunks }: Crossed): number => kb(bytes + chunks * headerBytes);
  return [
    compare('school day, all TLS bytes', 'KB', ours, { name: 'budget', values: [budgetKb] }),
    compare('school day, the same reports', 'KB', ours, peer),
    compare(
      'school day, TCP/IP headers estimated',
      'KB',
      days.map(({ total }) => withHeaders(total)),
      { name: 'HTTPS POST each', values: posts.map(withHeaders) },
    ),
    compare(
      'one heartbeat, acknowledged',
      'B',
      days.map(({ heartbeats }) => each(heartbeats)),
      null,
    ),
    compare(
      'one keep-alive, answered',
      'B',
      days.map(({ pings }) => each(pings)),
      null,
    ),
    compare(
      'morning, reconnect, evening',
      'KB',
      days.map(({ connecting }) => kb(connecting)),
      null,
    ),
  ];
}

function told({ total, heartbeats, pings, connecting, payloads }: WireDay): string {
  const bytes = payloads.reduce((sum, { length }) => sum + length, 0);
  return [
    `${kb(total.bytes)} KB over ${total.connections} connections`,
    `${heartbeats.count} heartbeats ${kb(heartbeats.bytes)} KB`,
    `${pings.count} keep-alives ${kb(pings.bytes)} KB`,
    `connecting ${kb(connecting)} KB`,
    `${payloads.length} reports of ${kb(bytes)} KB`,
  ].join(', ');
}

function each({ count, bytes }: Stretch): number {
  return count === 0 ? 0 : bytes / count;
}

function kb(bytes: number): number {
  return Math.round(bytes / 10) / 100;
}
