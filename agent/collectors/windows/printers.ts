import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { mapFact } from '../facts.ts';
import { defined } from '../text.ts';
import { cimBoolean, cimCount, cimText, readRows } from './cim-values.ts';

type Printer = NonNullable<Facts['peripherals']['printers']>[number];

const maxPrinters = 64;
const printerRow = z.object({
  DriverName: cimText(128),
  PortName: cimText(260),
  Default: cimBoolean,
  Network: cimBoolean,
  Shared: cimBoolean,
  WorkOffline: cimBoolean,
  PrinterStatus: cimCount,
  DetectedErrorState: cimCount,
});

/**
 * What a port is, by how Windows and its makers name them: ports may hold hosts, shares, user names and paths, of which nothing
 * travels but the kind. Virtual ones print into a file, another program or another machine's session.
 */
const ports: readonly {
  readonly pattern: RegExp;
  readonly name?: string;
  readonly isVirtual: boolean;
  readonly isNetwork: boolean;
}[] = [
  { pattern: /^(?:USB|DOT4_|LPT|COM|ESDPRT)\d{1,3}:?$/i, isVirtual: false, isNetwork: false },
  { pattern: /^(?:PORTPROMPT|NUL|FILE|SHRFAX|XPSPORT|CPW\d?|PDF):?$/i, isVirtual: true, isNetwork: false },
  { pattern: /^TS\d{1,4}$/i, name: 'TS', isVirtual: true, isNetwork: false },
  { pattern: /^WSD[-:]/i, name: 'WSD', isVirtual: false, isNetwork: true },
  { pattern: /^\\\\/, name: 'share', isVirtual: false, isNetwork: true },
  { pattern: /^https?:/i, name: 'IPP', isVirtual: false, isNetwork: true },
  {
    pattern: /^(?:IP_)?(?:\d{1,3}\.){3}\d{1,3}(?:[_:].{0,20})?$/i,
    name: 'IP',
    isVirtual: false,
    isNetwork: true,
  },
  { pattern: /^[A-Z]:\\/i, name: 'path', isVirtual: true, isNetwork: false },
  {
    pattern: /onenote|pdf|xps|fax|nitro|foxit|bullzip|snagit/i,
    name: 'program',
    isVirtual: true,
    isNetwork: false,
  },
];

/** By the driver and the kind of the port; neither name, share nor place of a printer is asked for. */
export function printersOf(windows: WindowsAnswers): Fact<Printer[]> {
  return mapFact(readRows(windows('printers'), printerRow, maxPrinters), (rows) => rows.map(printerOf));
}

function printerOf(row: z.infer<typeof printerRow>): Printer {
  const text = row.PortName;
  const port = text === undefined ? undefined : ports.find(({ pattern }) => pattern.test(text));
  return defined({
    driver: row.DriverName,
    port: port === undefined ? undefined : (port.name ?? text),
    isVirtual: port?.isVirtual,
    isNetwork: row.Network === true ? true : (port?.isNetwork ?? row.Network),
    isShared: row.Shared,
    isDefault: row.Default,
    isOffline: row.WorkOffline,
    status: row.PrinterStatus,
    errorState: row.DetectedErrorState,
  });
}
