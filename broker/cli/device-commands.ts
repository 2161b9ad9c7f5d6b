import type { QueryBody } from '../../shared/contract/query.ts';
import { deviceStates, roles } from '../../shared/domain/device.ts';
import { ok } from '../../shared/domain/result.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { type CliContext, say } from './context.ts';
import { addDeviceImport } from './device-import-command.ts';
import { addIdentityCommands } from './identity-commands.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { printRooms } from './room-commands.ts';
import { send } from './send.ts';

type DeviceRow = QueryBody<'devices'>['devices'][number];

const columns: readonly Column<DeviceRow>[] = [
  { name: 'deviceId', of: (device) => device.deviceId },
  { name: 'hostname', of: (device) => device.hostname },
  { name: 'schoolCode', of: (device) => device.schoolCode },
  { name: 'room', of: (device) => device.room },
  { name: 'seat', of: (device) => device.seat },
  { name: 'role', of: (device) => device.role },
  { name: 'state', of: (device) => device.state },
  { name: 'presence', of: (device) => device.presence },
  { name: 'lastSeen', of: (device) => device.lastSeen, isTime: true },
  { name: 'countsAsStudentComputer', of: (device) => device.countsAsStudentComputer },
];

/** `device list`, `device set ID`, `device revoke ID`, and which device a machine is. */
export function addDeviceCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const device = line.add(line.root, 'device', text.t('broker.cli.device'));

  const list = line
    .add(device, 'list', text.t('broker.cli.device.list'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--school <CODE>', text.t('broker.cli.device.school'))
    .option('--room <ROOM>', text.t('broker.cli.device.room'));
  listingOptions(list, text);
  line.onRun(list, (_args, options) => listDevices(context, options));

  const set = line
    .add(device, 'set <id>', text.t('broker.cli.device.set'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--role <ROLE>', text.t('broker.cli.role', { roles: roles.join(' | ') }))
    .option('--state <STATE>', text.t('broker.cli.device.state', { states: deviceStates.join(' | ') }))
    .option('--room <ROOM>', text.t('broker.cli.device.set.room'))
    .option('--seat <SEAT>', text.t('broker.cli.device.set.seat'))
    .option('--confirm-good', text.t('broker.cli.device.confirm'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(set, ([deviceId = ''], options) => setDevice(context, deviceId, options));

  addDeviceImport(line, device, context);

  const revoke = line.add(device, 'revoke <id>', text.t('broker.cli.device.revoke'));
  revoke.option('--data <DIR>', text.t('broker.cli.data'));
  line.onRun(revoke, async ([deviceId = ''], options) => {
    const answer = await send(context, options, 'deviceRevoke', { deviceId });
    if (!answer.ok) return answer;
    say(context, text.t('broker.said.revoked', { id: deviceId }));
    return ok(0);
  });
  addIdentityCommands(line, device, context);
}

async function listDevices(context: CliContext, options: Options): Promise<Outcome> {
  const { school, room } = options;
  const answer = await send(context, options, 'devices', { schoolCode: school, room });
  if (!answer.ok) return answer;
  printListing(
    context,
    options,
    answer.value.flatMap(({ devices }) => devices),
    columns,
  );
  const isForPeople = options.json !== true && options.csv !== true;
  return room !== undefined && isForPeople ? printRooms(context, options) : ok(0);
}

async function setDevice(context: CliContext, deviceId: string, options: Options): Promise<Outcome> {
  const wish = Object.fromEntries(
    (['role', 'state', 'room', 'seat', 'confirmGood'] as const).flatMap((name) =>
      options[name] === undefined ? [] : [[name, options[name]]],
    ),
  );
  if (Object.keys(wish).length === 0)
    return wrongValue('role | state | room | seat | confirmGood', 'any-needed');
  const answer = await send(context, options, 'deviceSet', { deviceId, ...wish });
  if (!answer.ok) return answer;
  if (options.json === true) printJson(context, answer.value[0]?.device);
  else say(context, context.text.t('broker.said.device-set', { id: deviceId }));
  if (answer.value[0]?.mustJoin === true) say(context, context.text.t('broker.said.must-join'));
  return ok(0);
}
