import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { controlPath } from '../../broker/control/control-path.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { makePrivateFolder } from '../../shared/runtime/secure-file.ts';
import type { Text } from '../../shared/text/text.ts';
import { type Background, runProgram, startProgram } from './programs.ts';

/** Where this machine's one-school installation lives. */
export type Folders = {
  readonly broker: string;
  readonly agent: string;
  readonly logs: string;
  readonly profile: string;
};

/** School of a machine that has no roster yet; a real roster is imported beside it. */
const ownSchool = { code: 'MAY-NAY', level: 'TH' } as const;
const readyDeadlineMs = 30_000;
const reportDeadlineMs = 60_000;

const overview = z.object({
  schools: z.array(z.object({ schoolCode: z.string() })),
  devices: z.array(z.object({ lastSeen: z.string().nullable(), outcomes: z.array(z.unknown()) })),
});
export type Overview = z.infer<typeof overview>;

export function foldersOf(data: string): Folders {
  const broker = join(data, 'broker');
  return {
    broker,
    agent: join(data, 'agent'),
    logs: join(data, 'logs'),
    profile: join(broker, 'admin.profile.json'),
  };
}

/** Makes the authority and the settings on the first start; later starts keep them and their ports. */
export async function ensureBroker(folders: Folders): Promise<Result<void, AppError>> {
  const logs = makePrivateFolder(folders.logs);
  if (!logs.ok) return logs;
  if (existsSync(folders.profile)) return ok(undefined);
  const hosts = ['--host', '127.0.0.1', '--host', 'localhost'];
  return ended(
    'broker',
    folders,
    await runProgram('broker', ['init', '--data', folders.broker, ...hosts, '--free-ports']),
  );
}

/** Starts the broker and waits until its control socket answers. A broker that already runs here is used as it is. */
export async function startBroker(folders: Folders): Promise<Result<Background | null, AppError>> {
  if (await answers(folders)) return ok(null);
  const log = join(folders.logs, 'broker.log');
  const broker = startProgram('broker', ['serve', '--data', folders.broker], log);
  const deadline = Date.now() + readyDeadlineMs;
  while (Date.now() < deadline && !broker.hasEnded()) {
    if (await answers(folders)) return ok(broker);
    await wait(50);
  }
  await broker.stop();
  return err(appError('SD-START-FAILED', { program: 'schooldrum-broker', reason: lastLineOf(log), log }));
}

/** Gives a school to this machine when the roster is empty. */
export async function ensureSchool(folders: Folders, text: Text): Promise<Result<void, AppError>> {
  const now = await readOverview(folders);
  if (!now.ok) return now;
  if (now.value.schools.length > 0) return ok(undefined);
  const file = join(folders.logs, 'first-school.csv');
  writeFileSync(
    file,
    `school_code,school_name,level\n${ownSchool.code},${text.t('start.school')},${ownSchool.level}\n`,
  );
  return ended(
    'broker',
    folders,
    await runProgram('broker', ['roster', 'import', file, '--data', folders.broker]),
  );
}

/** Joins this machine once, then runs its agent. */
export async function startAgent(folders: Folders): Promise<Result<Background, AppError>> {
  if (!existsSync(join(folders.agent, 'identity.json'))) {
    const school = await firstSchool(folders);
    if (!school.ok) return school;
    const token = await runProgram('broker', [
      'token',
      '--data',
      folders.broker,
      '--school',
      school.value,
      '--uses',
      '1',
    ]);
    if (token.status !== 0) return failed('schooldrum-broker', folders, token.stderr);
    const joined = await runProgram('agent', ['join', '-', '--state', folders.agent], token.stdout);
    if (joined.status !== 0) return failed('schooldrum-agent', folders, joined.stderr);
  }
  return ok(
    startProgram('agent', ['run', '--at-once', '--state', folders.agent], join(folders.logs, 'agent.log')),
  );
}

/** Waits until a machine's first report is stored and shown. */
export async function untilReported(folders: Folders): Promise<Result<void, AppError>> {
  const deadline = Date.now() + reportDeadlineMs;
  while (Date.now() < deadline) {
    const now = await readOverview(folders);
    if (!now.ok) return now;
    if (now.value.devices.some(({ lastSeen, outcomes }) => lastSeen !== null && outcomes.length > 0))
      return ok(undefined);
    await wait(200);
  }
  return err(appError('SD-START-NO-REPORT', { seconds: String(reportDeadlineMs / 1000), log: folders.logs }));
}

async function firstSchool(folders: Folders): Promise<Result<string, AppError>> {
  const now = await readOverview(folders);
  return now.ok ? ok(now.value.schools[0]?.schoolCode ?? ownSchool.code) : now;
}

async function readOverview(folders: Folders): Promise<Result<Overview, AppError>> {
  const run = await runProgram('console', ['overview', '--once', '--json', '--profile', folders.profile]);
  if (run.status !== 0) return failed('schooldrum', folders, run.stderr);
  const parsed = overview.safeParse(JSON.parse(run.stdout));
  return parsed.success ? ok(parsed.data) : failed('schooldrum', folders, parsed.error.message);
}

function ended(
  program: string,
  folders: Folders,
  run: { readonly status: number; readonly stderr: string },
): Result<void, AppError> {
  return run.status === 0 ? ok(undefined) : failed(`schooldrum-${program}`, folders, run.stderr);
}

function failed(program: string, folders: Folders, stderr: string): Result<never, AppError> {
  const reason = (stderr.trim().split('\n').at(-1) ?? '').replace(/\.$/, '');
  return err(appError('SD-START-FAILED', { program, reason, log: folders.logs }));
}

function answers(folders: Folders): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(controlPath(folders.broker));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The last thing a program logged: JSON lines carry it in `msg`. */
function lastLineOf(log: string): string {
  const line = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
  const message = /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return message ?? line;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
