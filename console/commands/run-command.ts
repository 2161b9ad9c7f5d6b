import type { Command } from '../cli/command.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { findings, findingTrend, risk, setFinding, upgrades } from './findings.ts';
import { listLicences, removeLicence, reviewPolicy, setLicence } from './licences.ts';
import { devices, overview, schools } from './listings.ts';
import { importDevices } from './machine-list.ts';
import { setDevice, showDevice } from './machines.ts';
import { exportReview, listReviews, recordReview, showReview } from './reviews.ts';
import { runPlannerCommand } from './run-planner-command.ts';

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
    case 'findings':
      return findings(context, command);
    case 'finding-set':
      return setFinding(context, command);
    case 'finding-trend':
      return findingTrend(context, command);
    case 'risk':
      return risk(context, command);
    case 'upgrades':
      return upgrades(context, command);
    case 'review-list':
      return listReviews(context, command);
    case 'review-show':
      return showReview(context, command);
    case 'review-record':
      return recordReview(context, command);
    case 'export-review':
      return exportReview(context, command);
    case 'licence-list':
      return listLicences(context, command);
    case 'licence-set':
      return setLicence(context, command);
    case 'licence-remove':
      return removeLicence(context, command);
    case 'policy-show':
    case 'policy-set':
      return reviewPolicy(context, command);
    default:
      return runPlannerCommand(command, context);
  }
}
