import { encode } from '../shared/contract/codec.ts';
import { maxInflatedBytes, maxWireBytes } from '../shared/contract/limits.ts';
import type { Reading } from '../shared/contract/readings.ts';
import { hashReading } from '../shared/runtime/reading-hash.ts';
import type { ReportBody } from './outbox.ts';

/** Left for version, boot and number, which the outbox adds. */
const envelopeBytes = 128;

/** Splits a report that does not fit on the wire by its readings; the first part keeps outcomes and marker. */
export function splitReport(body: ReportBody): ReportBody[] {
  if (body.readings.length <= 1 || fits(body)) return [body];
  const parts: ReportBody[] = [];
  let part: ReportBody = { ...body, readings: [] };
  for (const reading of body.readings) {
    const longer = { ...part, readings: [...part.readings, reading] };
    if (part.readings.length === 0 || fits(longer)) part = longer;
    else {
      parts.push(part);
      part = { at: body.at, up: body.up, readings: [reading], outcomes: [] };
    }
  }
  return [...parts, part];
}

/** A reading that fits on the wire alone: of a software list too long for it, the first part; `total` tells the rest. */
export function fitReading(reading: Reading): Reading {
  if (reading.section !== 'software') return reading;
  let fitting = reading;
  let packages = reading.facts.packages ?? [];
  while (packages.length > 0 && !fits({ at: 0, up: 0, readings: [fitting], outcomes: [] })) {
    packages = packages.slice(0, Math.floor(packages.length * 0.8));
    const facts = { ...reading.facts, packages };
    fitting = { ...reading, facts, hash: hashReading(facts, reading.absent) };
  }
  return fitting;
}

function fits(body: ReportBody): boolean {
  if (Buffer.byteLength(JSON.stringify(body)) > maxInflatedBytes - envelopeBytes) return false;
  return encode(body).length <= maxWireBytes - envelopeBytes;
}
