import type { SupportChannel, SupportCycle, SupportTable, SystemIdentity } from './support-table.ts';

/**
 * The row of a Windows system. Builds 14393, 17763, 19042 and 26100 are shared by clients and servers, and one build ends on
 * different days by edition: without what tells them apart there is no row. ProductName decides nothing: Windows 11 calls
 * itself "Windows 10" there.
 */
export function windowsCycle(system: SystemIdentity, table: SupportTable): SupportCycle | null {
  const build = buildNumber(system.osBuild);
  if (build === null) return null;
  const product = productOf(system);
  const rows = table.cycles.filter(
    (row) =>
      row.build === build && (product === null ? row.product.startsWith('windows') : row.product === product),
  );
  if (new Set(rows.map((row) => row.product)).size > 1) return null;
  const wanted = rows[0]?.product === 'windows-server' ? serverChannels(system) : clientChannels(system);
  if (wanted === null) return onlyOne(rows);
  for (const channel of wanted) {
    const row = rows.find((one) => one.channel === channel);
    if (row !== undefined) return row;
  }
  return null;
}

/** CurrentBuild of Windows, also out of `10.0.19045` or `19045.6937`. */
export function buildNumber(osBuild: string | undefined): number | null {
  const match = /^(?:\d{1,2}\.\d{1,2}\.)?(\d{4,6})(?:\.\d{1,6})?$/.exec(osBuild?.trim() ?? '');
  return match === null ? null : Number(match[1]);
}

/** InstallationType before the edition: `ServerRdsh` is a client, Enterprise for many sessions. */
function productOf({ installationType, osEdition, osName }: SystemIdentity): string | null {
  if (installationType !== undefined) {
    return installationType.toLowerCase().startsWith('server') ? 'windows-server' : 'windows';
  }
  if (osEdition !== undefined) return /^server/i.test(osEdition) ? 'windows-server' : 'windows';
  if (osName === undefined) return null;
  return /\bserver\b/i.test(osName) ? 'windows-server' : null;
}

/** The channels whose rows hold for an edition, the most special first; null while the edition is not known. */
function clientChannels({ osEdition }: SystemIdentity): readonly SupportChannel[] | null {
  if (osEdition === undefined) return null;
  const edition = osEdition.toLowerCase();
  if (edition.startsWith('iotenterprises')) return ['iot-ltsc', 'ltsc'];
  if (/^enterprises(?:n|eval|neval)?$/.test(edition)) return ['ltsc'];
  const isOfOrganisations = /^(?:enterprise|education|iotenterprise|serverrdsh)/.test(edition);
  return [isOfOrganisations ? 'e' : 'w', 'any'];
}

/** `ServerStandardACor` and the like are of the semi-annual channel, which has no desktop. */
function serverChannels({ osEdition }: SystemIdentity): readonly SupportChannel[] {
  return /acor$/i.test(osEdition ?? '') ? ['sac'] : ['server', 'sac'];
}

/** Where all editions end on one day, the edition does not matter. */
function onlyOne(rows: readonly SupportCycle[]): SupportCycle | null {
  const [first] = rows;
  return first !== undefined && new Set(rows.map(({ ends }) => ends)).size === 1 ? first : null;
}
