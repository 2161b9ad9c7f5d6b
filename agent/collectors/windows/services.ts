import { z } from 'zod';
import type { CollectorContext, Fact } from '../../collector.ts';
import { noData } from '../facts.ts';
import { cimText, readRows } from './cim-values.ts';

/** State and start mode as CIM spells them in every language of Windows: Running, Stopped; Boot, System, Auto, Manual, Disabled. */
export type WindowsService = {
  readonly name: string;
  readonly isRunning?: boolean;
  readonly startMode?: string;
};

const maxServices = 4000;
const row = z.object({ Name: cimText(256), State: cimText(32), StartMode: cimText(32) });

/** Services, and drivers that run or start by themselves. An empty answer is `no-data`: every Windows has services. */
export function readServices({ windows }: CollectorContext): Fact<readonly WindowsService[]> {
  const rows = readRows(windows('services'), row, maxServices);
  if (!rows.ok) return rows;
  const services = rows.value.flatMap(({ Name, State, StartMode }) =>
    Name === undefined
      ? []
      : [
          {
            name: Name,
            ...(State === undefined ? {} : { isRunning: State.toLowerCase() === 'running' }),
            ...(StartMode === undefined ? {} : { startMode: StartMode.toLowerCase() }),
          },
        ],
  );
  return services.length === 0 ? noData : { ok: true, value: services };
}

const startsAlone = new Set(['auto', 'boot', 'system']);

/**
 * Names of what starts by itself, sorted, as the contract bounds them. Instances of a user's session (`CDPUserSvc_3a2f1`) are
 * left out, since their names change with every logon, and so are Defender's passing drivers (`MpKsl1a2b3c4d`, a new one with
 * each update of its signatures) and whatever carries a SID.
 */
export function autoStartNames(services: readonly WindowsService[]): string[] {
  const names = new Set(services.map(({ name }) => name.toLowerCase()));
  const kept = services.filter(({ name, startMode }) => {
    if (startMode === undefined || !startsAlone.has(startMode)) return false;
    if (/s-1-\d+-\d+|^mpksl[0-9a-f]{8}$/i.test(name)) return false;
    const template = /^(.+)_[0-9a-f]{4,8}$/i.exec(name)?.[1];
    return template === undefined || !names.has(template.toLowerCase());
  });
  return [...new Set(kept.map(({ name }) => name.slice(0, 64).trim()))].sort().slice(0, 600);
}
