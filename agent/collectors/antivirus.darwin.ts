import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { askProduct } from './antivirus.linux.ts';
import { parseCytool, parseMdatpHealth, parseSentinelMac } from './antivirus-answers.ts';
import type { LinuxAntivirus } from './antivirus-products.linux.ts';
import { unsupported } from './facts.ts';
import { parsePlistStrings, readPlist } from './plist.darwin.ts';
import { clip, defined } from './text.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];

const xprotectVersion = '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';
const cytool = '/Library/Application Support/PaloAltoNetworks/Traps/bin/cytool';

const products: readonly LinuxAntivirus[] = [
  {
    name: 'Microsoft Defender',
    paths: ['/usr/local/bin/mdatp'],
    questions: [['/usr/local/bin/mdatp', 'health', '--output', 'json']],
    parse: parseMdatpHealth,
    source: 'learn.microsoft.com, Defender for Endpoint on Mac, resources',
  },
  {
    name: 'SentinelOne',
    paths: ['/usr/local/bin/sentinelctl'],
    questions: [['/usr/local/bin/sentinelctl', 'status']],
    parse: parseSentinelMac,
    source: 'glpi-agent, MacOS/AntiVirus/SentinelOne.pm',
  },
  {
    name: 'Cortex XDR',
    paths: [cytool],
    questions: [
      [cytool, 'info'],
      [cytool, 'info', 'query'],
      [cytool, 'runtime', 'query'],
    ],
    parse: parseCytool,
    source: 'glpi-agent, MacOS/AntiVirus/Cortex.pm',
  },
];

/** XProtect is part of macOS, its version that of its signatures; whether it runs is not told. Others by their own programs. */
export async function readDarwinAntivirus(context: CollectorContext): Promise<Measured<'antivirus'>> {
  const found: Product[] = [];
  const xprotect = await readPlist(context, xprotectVersion);
  if (xprotect.ok) {
    const version = clip(parsePlistStrings(xprotect.value).get('CFBundleShortVersionString'), 64);
    const written = await context.host.stat(xprotectVersion);
    const at = written.ok && written.value.modifiedAt > 0 ? written.value.modifiedAt : undefined;
    found.push(defined({ name: 'XProtect', signatureVersion: version, signatureAt: at }));
  }
  for (const product of products) {
    if (!(await context.host.stat(product.paths[0] ?? '')).ok) continue;
    found.push({ name: product.name, ...(await askProduct(context, product)) });
  }
  return { products: ok(found), defender: unsupported, hasSecurityCenter: unsupported };
}
