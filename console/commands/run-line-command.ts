import type { LineCommand } from '../cli/line-command.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { addDigest, listDigests, removeDigest, sendDigest, showDigest } from './digest.ts';
import { exportIspReport, exportLines, lineTemplate } from './line-files.ts';
import { availability, lines, quality, readiness, removeLine, setLine, showLine, testLine } from './lines.ts';
import { outages, removeService, retireService, services, setService, showOutage } from './outages.ts';

/** Commands about lines, incidents, shared services and the daily digest. */
export function runLineCommand(command: LineCommand, context: CommandContext): CommandResult {
  switch (command.kind) {
    case 'lines':
      return lines(context, command);
    case 'line-show':
      return showLine(context, command);
    case 'line-set':
      return setLine(context, command);
    case 'line-remove':
      return removeLine(context, command);
    case 'line-test':
      return testLine(context, command);
    case 'export-lines':
      return exportLines(context, command);
    case 'line-template':
      return lineTemplate(context, command);
    case 'quality':
      return quality(context, command);
    case 'availability':
      return availability(context, command);
    case 'readiness':
      return readiness(context, command);
    case 'export-isp-report':
      return exportIspReport(context, command);
    case 'outages':
      return outages(context, command);
    case 'outage-show':
      return showOutage(context, command);
    case 'services':
      return services(context, command);
    case 'service-set':
      return setService(context, command);
    case 'service-retire':
      return retireService(context, command);
    case 'service-remove':
      return removeService(context, command);
    case 'digest-show':
      return showDigest(context);
    case 'digest-list':
      return listDigests(context);
    case 'digest-add':
      return addDigest(context, command);
    case 'digest-remove':
      return removeDigest(context, command);
    case 'digest-send':
      return sendDigest(context, command);
  }
}
