import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined } from './text.ts';

export type Printer = NonNullable<Facts['peripherals']['printers']>[number];

const maxPrinters = 64;
/** RFC 8011 printer-state. */
const states: Readonly<Record<string, number>> = { idle: 3, processing: 4, stopped: 5 };
const networkSchemes = new Set(['ipp', 'ipps', 'http', 'https', 'socket', 'lpd', 'dnssd', 'smb', 'mdns']);
const virtualSchemes = new Set(['cups-pdf', 'file', 'pdf', 'virtual']);

/**
 * printers.conf of CUPS: `<Printer NAME>` or `<DefaultPrinter NAME>` up to `</…>`. Queue names, hosts, users, serial
 * numbers and places stay behind: of the device's address only its scheme leaves.
 */
export function parseCupsPrinters(text: string): Printer[] {
  const printers: Printer[] = [];
  let fields: Map<string, string> | undefined;
  let isDefault = false;
  for (const line of text.split('\n')) {
    const opening = /^<(Default)?Printer /.exec(line);
    if (opening !== null) {
      fields = new Map();
      isDefault = opening[1] !== undefined;
    } else if (line.startsWith('</') && fields !== undefined) {
      printers.push(describe(fields, isDefault));
      fields = undefined;
    } else {
      const [, key, value] = /^([A-Za-z]{1,32})\s+(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) fields?.set(key.toLowerCase(), value);
    }
  }
  return printers.slice(0, maxPrinters);
}

function describe(fields: ReadonlyMap<string, string>, isDefault: boolean): Printer {
  const scheme = /^([a-z][a-z0-9+-]{0,31}):/i.exec(fields.get('deviceuri') ?? '')?.[1]?.toLowerCase();
  const shared = fields.get('shared')?.trim().toLowerCase();
  return defined({
    driver: clip(fields.get('makemodel'), 128),
    port: scheme,
    isVirtual: scheme === undefined ? undefined : virtualSchemes.has(scheme),
    isNetwork: scheme === undefined ? undefined : networkSchemes.has(scheme),
    isShared: shared === 'yes' ? true : shared === 'no' ? false : undefined,
    isDefault,
    status: states[fields.get('state')?.trim().toLowerCase() ?? ''],
  });
}
