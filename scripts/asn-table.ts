// Writes shared/data/asn-vn.json: the addresses of the networks named in shared/data/providers.json, out of a pinned package.
// node scripts/asn-table.ts
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse';
import { shippedProviders } from '../shared/data/providers.ts';
import { addressNumber } from '../shared/domain/line/address-number.ts';
import type { AddressRange } from '../shared/domain/line/networks.ts';

const version = '2.3.2026061719';
const integrity =
  'sha512-PpqYi7wyEyWwunXBtl+y3Vi403SvNywotWwvmiYCOUtE0SVol/Sf492Ee+eErEznmGapxEQB2SAfrpXuZ9a+vQ==';
const target = fileURLToPath(new URL('../shared/data/asn-vn.json', import.meta.url));
const run = promisify(execFile);

/** Fetches the package into `folder`, proves that it is the pinned one, and unpacks it. */
async function fetchPackage(folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', `@ip-location-db/asn@${version}`, '--silent'], {
    cwd: folder,
  });
  const file = join(folder, stdout.trim());
  const found = `sha512-${createHash('sha512')
    .update(await readFile(file))
    .digest('base64')}`;
  if (found !== integrity) throw new Error(`${file}: ${found} is not the pinned ${integrity}`);
  await run('tar', ['-xzf', file, '-C', folder]);
  return join(folder, 'package');
}

/** Rows of the networks that are wanted, in order, neighbours of one network joined. */
async function rangesOf(file: string, wanted: ReadonlySet<number>): Promise<AddressRange[]> {
  const ranges: AddressRange[] = [];
  for await (const [first, last, asn] of createReadStream(file).pipe(parse())) {
    if (!wanted.has(Number(asn))) continue;
    const before = ranges.at(-1);
    const isNext = before?.asn === Number(asn) && follows(before.last, first);
    if (isNext) ranges.splice(-1, 1, { ...before, last });
    else ranges.push({ first, last, asn: Number(asn) });
  }
  return ranges;
}

function follows(last: string, first: string): boolean {
  const [end, start] = [addressNumber(last), addressNumber(first)];
  return end !== null && start !== null && start === end + 1n;
}

async function build(folder: string): Promise<void> {
  const unpacked = await fetchPackage(folder);
  const { providers, others } = shippedProviders();
  const wanted = new Set([...providers.flatMap(({ asns }) => asns), ...others.map(({ asn }) => asn)]);
  const rows = async (family: string): Promise<string[]> =>
    (await rangesOf(join(unpacked, `asn-${family}.csv`), wanted)).map(
      ({ first, last, asn }) => `${first} ${last} ${asn}`,
    );
  const table = {
    source: `npm:@ip-location-db/asn ${version} (RouteViews, NRO, DB-IP), rows of the networks in providers.json`,
    sourceDate: '2026-06-17',
    integrity,
    licence: 'CC-BY-4.0',
    attribution:
      'IP address to network data: University of Oregon RouteViews Project, NRO, and IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0',
    ipv4: await rows('ipv4'),
    ipv6: await rows('ipv6'),
  };
  await writeFile(target, `${JSON.stringify(table, null, 2)}\n`);
}

const folder = await mkdtemp(join(tmpdir(), 'asn-'));
try {
  await build(folder);
} finally {
  await rm(folder, { recursive: true });
}
