import type { RoomRow } from '../../shared/contract/query-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import { roomKinds } from '../../shared/domain/school.ts';
import { seatRanges } from '../../shared/domain/seats.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { roomLine } from '../../shared/text/room-line.ts';
import { type CliContext, print, say } from './context.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

const columns: readonly Column<RoomRow>[] = [
  { name: 'schoolCode', of: (row) => row.schoolCode },
  { name: 'room', of: (row) => row.room },
  { name: 'kind', of: (row) => row.kind },
  { name: 'seats', of: (row) => row.seats },
  { name: 'machines', of: (row) => row.machines },
  { name: 'missingSeats', of: (row) => seatRanges(row.missingSeats.map(Number)) },
];

/** `room set ROOM`, `room list`. */
export function addRoomCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const room = line.add(line.root, 'room', text.t('broker.cli.room'));

  const set = line
    .add(room, 'set <room>', text.t('broker.cli.room.set'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--school <CODE>', text.t('broker.cli.room.school'))
    .option('--kind <KIND>', text.t('broker.cli.room.kind', { kinds: roomKinds.join(' | ') }))
    .option('--seats <N>', text.t('broker.cli.room.seats'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(set, ([name = ''], options) => setRoom(context, name, options));

  const list = line
    .add(room, 'list', text.t('broker.cli.room.list'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--school <CODE>', text.t('broker.cli.device.school'))
    .option('--room <ROOM>', text.t('broker.cli.device.room'));
  listingOptions(list, text);
  line.onRun(list, async (_args, options) => {
    const { school: schoolCode, room: name } = options;
    const answer = await send(context, options, 'roomList', { schoolCode, room: name });
    if (!answer.ok) return answer;
    printListing(
      context,
      options,
      answer.value.flatMap(({ rooms }) => rooms),
      columns,
    );
    return ok(0);
  });
}

async function setRoom(context: CliContext, room: string, options: Options): Promise<Outcome> {
  const { school: schoolCode, kind, seats } = options;
  if (schoolCode === undefined) return wrongValue('school', 'missing');
  if (kind === undefined && seats === undefined) return wrongValue('kind | seats', 'any-needed');
  const wish = { schoolCode, room, kind, seats: seats === undefined ? undefined : Number(seats) };
  const answer = await send(context, options, 'roomSet', wish);
  if (!answer.ok) return answer;
  const [first] = answer.value;
  if (options.json === true) printJson(context, first?.room);
  else if (first !== undefined)
    say(context, context.text.t('broker.said.room-set', { room: first.room.room }));
  return ok(0);
}

/** The rooms of a name, each with its missing seats in one line, after a listing for people. */
export async function printRooms(context: CliContext, options: Options): Promise<Outcome> {
  const { school: schoolCode, room } = options;
  const answer = await send(context, options, 'roomList', { schoolCode, room });
  if (!answer.ok) return answer;
  for (const row of answer.value.flatMap(({ rooms }) => rooms)) print(context, roomLine(row, context.text));
  return ok(0);
}
