import { version } from '../shared/runtime/version.ts';
import { examplesBelow } from '../shared/text/command-line.ts';
import { addAclCommand } from './cli/acl-command.ts';
import { addAddressCommands } from './cli/address-commands.ts';
import { addAuditCommand } from './cli/audit-command.ts';
import { addAuthorityCommands } from './cli/authority-commands.ts';
import { addBackupCommands } from './cli/backup-commands.ts';
import type { CliContext } from './cli/context.ts';
import { addDeviceCommands } from './cli/device-commands.ts';
import { addInstallationCommands } from './cli/installation-commands.ts';
import { createCommandLine } from './cli/program.ts';
import { addQuarantineCommands } from './cli/quarantine-commands.ts';
import { addRoomCommands } from './cli/room-commands.ts';
import { addRosterCommand } from './cli/roster-command.ts';
import { addSnapshotCommands } from './cli/snapshot-command.ts';
import { addTokenCommands } from './cli/token-commands.ts';
import { addUserCommands } from './cli/user-commands.ts';

const examples = [
  'init --data /var/lib/schooldrum --host broker.example.edu.vn',
  'serve --data /var/lib/schooldrum',
  'roster import schools.csv --data /var/lib/schooldrum --dry-run',
  'token --data /var/lib/schooldrum --school 51-001 --room PM1 --seats 40',
  'user add An --data /var/lib/schooldrum --role technician -o an.profile.json',
] as const;

/** Runs `schooldrum-broker` with its arguments; resolves with the exit status. */
export function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const line = createCommandLine(context, 'schooldrum-broker', context.text.t('broker.cli'));
  line.root.version(version, '-V, --version', context.text.t('broker.cli.version'));
  addInstallationCommands(line, context);
  addBackupCommands(line, context);
  addAuthorityCommands(line, context);
  addAddressCommands(line, context);
  addTokenCommands(line, context);
  addUserCommands(line, context);
  addDeviceCommands(line, context);
  addRosterCommand(line, context);
  addSnapshotCommands(line, context);
  addQuarantineCommands(line, context);
  addRoomCommands(line, context);
  addAuditCommand(line, context);
  addAclCommand(line, context);
  line.root.addHelpText('after', examplesBelow(context.text, 'schooldrum-broker', examples));
  return line.run(argv);
}
