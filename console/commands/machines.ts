import { ok } from '../../shared/domain/result.ts';
import type { DeviceChange } from '../cli/command.ts';
import { plain } from '../rows/cell.ts';
import { detailDocument, isoTime } from '../rows/documents.ts';
import { machineFindingColumns } from '../rows/finding-columns.ts';
import { machineColumns } from '../rows/machine-columns.ts';
import { plainTable } from '../rows/plain-table.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';
import { deviceSeverity } from './listings.ts';

/** `device show`: everything the broker holds of one machine. */
export async function showDevice(context: CommandContext, deviceId: string): CommandResult {
  const answer = await context.source.ask('device', { deviceId });
  if (!answer.ok) return answer;
  const { device } = answer.value;
  const { facts } = device;
  const severity = deviceSeverity({ ...facts, antivirus: facts.antivirus.state });
  const document = { device: detailDocument(device) };
  if (context.flags.json === true || context.flags.csv === true) {
    return ok({
      stdout: formatListing({ document, rows: [facts], columns: machineColumns }, context),
      severity,
    });
  }
  const lines = machineColumns.map(
    (column) => `${context.text.t(column.label)}: ${plain(column.cell(facts, context.text))}\n`,
  );
  const { findings } = device;
  const below =
    findings.length === 0
      ? []
      : [
          `\n${context.text.t('section.findings')}\n`,
          plainTable(findings, machineFindingColumns, context.text),
        ];
  return ok({ stdout: [...lines, ...below].join(''), severity });
}

/** `device set`: a new row of the machine's history; the broker checks who may. */
export async function setDevice(
  context: CommandContext,
  deviceId: string,
  change: DeviceChange,
): CommandResult {
  const answer = await context.source.ask('deviceSet', { deviceId, ...change });
  if (!answer.ok) return answer;
  const { device, mustJoin } = answer.value;
  const { text, flags } = context;
  const lastSeen = device.lastSeen === null ? null : isoTime(device.lastSeen);
  if (flags.json === true)
    return ok({ stdout: jsonText({ device: { ...device, lastSeen }, mustJoin }), severity: 0 });
  const said = text.t('cli.set', {
    id: deviceId,
    role: text.t(`role.${device.role}`),
    state: text.t(`state.${device.state}`),
    room: device.room ?? '—',
    seat: device.seat ?? '—',
  });
  const more = mustJoin ? `${text.t('cli.set.mustJoin')}\n` : '';
  return ok({ stdout: `${said}\n${more}`, severity: 0 });
}
