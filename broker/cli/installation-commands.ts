import { z } from 'zod';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { checkValue } from '../../shared/runtime/problem.ts';
import { version } from '../../shared/runtime/version.ts';
import { dataPaths, defaultPorts, hostName } from '../config.ts';
import { type InitWish, initialise } from '../init.ts';
import { serve } from '../serve.ts';
import { type CliContext, say } from './context.ts';
import { doctor } from './doctor.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { dataFolderOf } from './send.ts';

const port = z.coerce.number().int().min(1).max(65_535).optional();
const initFlags = z.object({
  host: z.array(hostName).max(8).default([]),
  mqttPort: port,
  httpsPort: port,
  ndt7Port: port,
  echoPort: port,
  measuring: z.boolean().optional(),
  freePorts: z.boolean().default(false),
  name: z.string().trim().min(1).max(200).optional(),
});

/** `init`, `serve`, `doctor`. */
export function addInstallationCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const init = line
    .add(line.root, 'init', text.t('broker.cli.init'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--host <NAME>', text.t('broker.cli.init.host'), (host: string, hosts: string[] = []) => [
      ...hosts,
      host,
    ])
    .option('--mqtt-port <N>', text.t('broker.cli.init.mqtt', { port: defaultPorts.mqttPort }))
    .option('--https-port <N>', text.t('broker.cli.init.https', { port: defaultPorts.httpsPort }))
    .option('--ndt7-port <N>', text.t('broker.cli.init.ndt7', { port: defaultPorts.ndt7Port }))
    .option('--echo-port <N>', text.t('broker.cli.init.echo', { port: defaultPorts.echoPort }))
    .option('--measuring', text.t('broker.cli.init.measuring'))
    .option('--no-measuring', text.t('broker.cli.init.no-measuring'))
    .option('--free-ports', text.t('broker.cli.init.free'))
    .option('--name <NAME>', text.t('broker.cli.init.name'));
  line.onRun(init, (_args, options) => runInit(context, options));

  const run = line.add(line.root, 'serve', text.t('broker.cli.serve'));
  run.option('--data <DIR>', text.t('broker.cli.data'));
  line.onRun(run, (_args, options) => runServe(context, options));

  const check = line
    .add(line.root, 'doctor', text.t('broker.cli.doctor'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--check', text.t('broker.cli.doctor.check'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(check, async (_args, options) => {
    const folder = dataFolderOf(context, options);
    if (!folder.ok) return folder;
    return ok(
      await doctor(context, folder.value, { check: options.check === true, json: options.json === true }),
    );
  });
}

async function runInit(context: CliContext, options: Options): Promise<Outcome> {
  const folder = dataFolderOf(context, options);
  if (!folder.ok) return folder;
  const wish = readInitFlags(context, options);
  if (!wish.ok) return wish;
  const done = await initialise(context, folder.value, wish.value);
  if (!done.ok) return done;
  const { text } = context;
  const { mqttPort, httpsPort, hosts } = done.value.settings;
  const path = folder.value;
  say(
    context,
    text.t('broker.said.initialised', { path, mqtt: mqttPort, https: httpsPort, hosts: hosts.join(', ') }),
  );
  if (done.value.isAdminProfileNew) {
    say(context, text.t('broker.said.admin', { path: dataPaths(path).adminProfile }));
    say(context, text.t('broker.said.next', { path }));
  }
  return ok(0);
}

function readInitFlags(context: CliContext, options: Options): Result<InitWish, AppError> {
  const flags = checkValue(initFlags, options);
  if (!flags.ok) return err(appError('SD-VALUE', flags.error));
  const { host, name, ...rest } = flags.value;
  return ok({ ...rest, hosts: host, name: name ?? context.text.t('broker.cli.init.default-name') });
}

async function runServe(context: CliContext, options: Options): Promise<Outcome> {
  const folder = dataFolderOf(context, options);
  if (!folder.ok) return folder;
  const running = await serve(context, folder.value);
  if (!running.ok) return running;
  const { text } = context;
  const { mqttPort, httpsPort } = running.value;
  say(context, text.t('broker.said.serving', { version, mqtt: mqttPort, https: httpsPort }));
  await context.untilSignal();
  await running.value.stop();
  say(context, text.t('broker.said.stopped'));
  return ok(0);
}
