import type { Command } from '../cli.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { devices, overview, schools } from './listings.ts';
import { importDevices } from './machine-list.ts';
import { setDevice, showDevice } from './machines.ts';
import { exportNeeds, needs } from './plans.ts';

/** A command that asks, prints and ends; `watch` without a terminal prints the overview. */
export type OneShot = Exclude<Command, { kind: 'print' }>;

export function runCommand(command: OneShot, context: CommandContext): CommandResult {
  switch (command.kind) {
    case 'watch':
    case 'overview':
      return overview(context);
    case 'schools':
      return schools(context);
    case 'devices':
      return devices(context, command);
    case 'device-show':
      return showDevice(context, command.deviceId);
    case 'device-set':
      return setDevice(context, command.deviceId, command.change);
    case 'device-import':
      return importDevices(context, command.list);
    case 'needs':
      return needs(context, command.options);
    case 'export-needs':
      return exportNeeds(context, command.options, command.path);
  }
}
