import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { type AntivirusTrace, shippedAntivirusTraces } from '../../shared/data/antivirus-traces.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { mapFact } from './facts.ts';
import { defined } from './text.ts';
import { readTraceFacts, type TraceFacts } from './windows/antivirus-traces.ts';
import { cimText, readRows } from './windows/cim-values.ts';
import { readDefender } from './windows/defender-status.ts';
import { readSecurityCenter, type SecurityCenter } from './windows/security-center.ts';
import { readServices, type WindowsService } from './windows/services.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];
type Install = { readonly name: string; readonly version?: string };

/** What is known beside Security Center. */
type Beside = {
  readonly traces: readonly AntivirusTrace[];
  readonly facts: ReadonlyMap<string, TraceFacts>;
  readonly installs: Fact<readonly Install[]>;
  readonly services: Fact<readonly WindowsService[]>;
};

/**
 * Security Center's rows as they stand, twins and leftovers among them, with what each product says of itself; then products of
 * the table that Security Center does not know but whose service or installation is there. Which of it protects is the broker's
 * judgement.
 */
export async function readWindowsAntivirus(context: CollectorContext): Promise<Measured<'antivirus'>> {
  const { windows } = context;
  const traces = shippedAntivirusTraces();
  const centre = readSecurityCenter(windows('securityCenter'));
  const beside: Beside = {
    traces,
    facts: await readTraceFacts(context, traces),
    installs: readInstalls(windows('antivirusInstalls')),
    services: readServices(context),
  };
  return {
    products: readProducts(centre, beside),
    defender: readDefender(windows('defenderStatus')),
    hasSecurityCenter: mapFact(centre, ({ exists }) => exists),
  };
}

const maxProducts = 16;

/** Where there is no Security Center services and installations are all there is: that neither shows a product takes both. */
function readProducts(centre: Fact<SecurityCenter>, beside: Beside): Fact<Product[]> {
  if (!centre.ok) return centre;
  const known = centre.value.products.map((product) => withTrace(product, beside));
  const lower = known.map(({ name }) => name.toLowerCase());
  const others = beside.traces
    .filter(({ nameContains }) => !nameContains.some((part) => lower.some((name) => name.includes(part))))
    .flatMap((trace) => ownProduct(trace, beside) ?? []);
  const all = [...known, ...others];
  if (!centre.value.exists && all.length === 0) {
    if (!beside.services.ok) return beside.services;
    if (!beside.installs.ok) return beside.installs;
  }
  return ok(all.slice(0, maxProducts));
}

/** The product's own words on its signatures and licence, its version, and whether its service runs. */
function withTrace(product: Product, beside: Beside): Product {
  const lower = product.name.toLowerCase();
  const trace = beside.traces.find(({ nameContains }) => nameContains.some((part) => lower.includes(part)));
  const version = versionOf(lower, beside);
  return {
    ...product,
    ...(version === undefined ? {} : { version }),
    ...(trace === undefined ? {} : { ...beside.facts.get(trace.product), ...runningOf(trace, beside) }),
  };
}

/** Names in the list of programs begin like the one in Security Center, up to its first letter that is not ASCII. */
function versionOf(lowerName: string, { installs }: Beside): string | undefined {
  const start = /^[a-z0-9 ._-]+/.exec(lowerName)?.[0].trim();
  if (start === undefined || start.length < 4) return undefined;
  return (installs.ok ? installs.value : []).find(({ name }) => name.toLowerCase().startsWith(start))
    ?.version;
}

function ownProduct(trace: AntivirusTrace, beside: Beside): Product | undefined {
  const installs = beside.installs.ok ? beside.installs.value : [];
  const installed = installs.find(({ name }) => matches(trace.installs, name));
  const running = runningOf(trace, beside);
  if (installed === undefined && running.isServiceRunning === undefined) return undefined;
  return {
    name: installed?.name ?? trace.product,
    ...(installed?.version === undefined ? {} : { version: installed.version }),
    ...beside.facts.get(trace.product),
    ...running,
  };
}

/** Left out where none of the product's services is registered: their names may have changed. */
function runningOf(trace: AntivirusTrace, { services }: Beside): { readonly isServiceRunning?: boolean } {
  const own = services.ok ? services.value.filter(({ name }) => matches(trace.services, name)) : [];
  const states = own.flatMap(({ isRunning }) => isRunning ?? []);
  return states.length === 0 ? {} : { isServiceRunning: states.includes(true) };
}

/** Letter case does not matter; a `*` at the end is any ending. */
function matches(patterns: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return wanted.endsWith('*') ? lower.startsWith(wanted.slice(0, -1)) : lower === wanted;
  });
}

const installRow = z.object({ DisplayName: cimText(128), DisplayVersion: cimText(64) });

function readInstalls(answer: Fact<readonly unknown[]>): Beside['installs'] {
  return mapFact(readRows(answer, installRow, 256), (rows) =>
    rows.flatMap(({ DisplayName, DisplayVersion }) =>
      DisplayName === undefined ? [] : [defined({ name: DisplayName, version: DisplayVersion })],
    ),
  );
}
