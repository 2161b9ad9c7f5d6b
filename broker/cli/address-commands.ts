import { type Address, address } from '../../shared/contract/scalars.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { defaultPorts, hostName } from '../config.ts';
import { type CliContext, print, say } from './context.ts';
import { printJson } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

/** `addresses show`, `addresses set HOST[:MQTT[:HTTPS]] …`. */
export function addAddressCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const addresses = line.add(line.root, 'addresses', text.t('broker.cli.addresses'));
  const show = line
    .add(addresses, 'show', text.t('broker.cli.addresses.show'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(show, (_args, options) => showAddresses(context, options));

  const set = line
    .add(addresses, 'set <address...>', text.t('broker.cli.addresses.set'))
    .option('--data <DIR>', text.t('broker.cli.data'));
  set.addHelpText('after', `\n${text.t('broker.cli.addresses.format')}`);
  line.onRun(set, (args, options) => setAddresses(context, args, options));
}

async function showAddresses(context: CliContext, options: Options): Promise<Outcome> {
  const answer = await send(context, options, 'addressesShow', {});
  if (!answer.ok) return answer;
  const [shown] = answer.value;
  if (shown === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'addressesShow' }));
  const { text } = context;
  if (options.json === true) printJson(context, shown);
  else {
    print(context, text.t('broker.said.address', { addresses: inWords(shown.addresses) }));
    if (shown.movingTo !== null) {
      const addresses = inWords(shown.movingTo);
      print(context, text.t('broker.said.moving', { addresses, count: shown.waiting }));
    }
  }
  return ok(0);
}

async function setAddresses(
  context: CliContext,
  args: readonly string[],
  options: Options,
): Promise<Outcome> {
  const addresses: Address[] = [];
  for (const arg of args) {
    const parsed = parseAddress(arg);
    if (!parsed.ok) return parsed;
    addresses.push(parsed.value);
  }
  const answer = await send(context, options, 'addressesSet', { addresses });
  if (!answer.ok) return answer;
  say(context, context.text.t('broker.said.addresses', { count: answer.value[0]?.orders ?? 0 }));
  return ok(0);
}

const addressPattern = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d{1,5})(?::(\d{1,5}))?)?$/;

/** `HOST`, `HOST:MQTT` or `HOST:MQTT:HTTPS`; ports that are not named are the usual ones. */
function parseAddress(text: string): Result<Address, AppError> {
  const [, ipv6, name, mqtt, https] = addressPattern.exec(text) ?? [];
  const checked = address.safeParse({
    host: ipv6 ?? name,
    mqttPort: Number(mqtt ?? defaultPorts.mqttPort),
    httpsPort: Number(https ?? defaultPorts.httpsPort),
  });
  const isHost = hostName.safeParse(ipv6 ?? name).success;
  return checked.success && isHost ? ok(checked.data) : wrongValue(text, 'not-address');
}

function inWords(addresses: readonly Address[]): string {
  return addresses
    .map(
      ({ host, mqttPort, httpsPort }) =>
        `${host.includes(':') ? `[${host}]` : host}:${mqttPort}:${httpsPort}`,
    )
    .join(', ');
}
