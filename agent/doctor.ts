import { X509Certificate } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { appError, fileError, isErrorCode } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { directRoute, type NetworkRoute } from '../shared/runtime/network-route.ts';
import type { Text } from '../shared/text/text.ts';
import { readAssignment } from './assignment.ts';
import type { Check } from './doctor-check.ts';
import { checkFreeze } from './doctor-freeze.ts';
import { checkWayOut } from './doctor-line.ts';
import { checkAddress } from './doctor-network.ts';
import type { Host } from './host/host.ts';
import { type Identity, readIdentity, stateFiles } from './identity.ts';
import { lookIntoOutbox } from './outbox-look.ts';

const monthMs = 30 * 86_400_000;

/** Nothing of the product is older: a clock before this has lost its battery. */
const earliestMs = Date.UTC(2025, 0, 1);

/** Looks at everything an installation needs, one check each, without opening a session under the device's id. */
export async function examine(
  deps: { readonly clock: Clock; readonly text: Text; readonly host: Host },
  folder: string,
  route: NetworkRoute = directRoute,
): Promise<Check[]> {
  const local = [
    checkState(deps.text, folder),
    ...(await checkFreeze(deps.host, folder)),
    checkOutbox(folder),
    ...checkDate(deps),
  ];
  const identity = readIdentity(folder);
  const about = { check: 'agent.doctor.identity', subject: {} } as const;
  if (!identity.ok) {
    const seen = deps.text.error(identity.error);
    return [...local, { ...about, level: 'critical', seen: 'agent.doctor.seen', values: { seen } }];
  }
  if (identity.value === null) {
    return [...local, { ...about, level: 'critical', seen: 'agent.explain.role.unjoined', values: {} }];
  }
  const { deviceId, schoolName, addresses, ca } = identity.value;
  const network = await Promise.all(
    addresses.map((address) => checkAddress({ ...deps, route }, address, ca)),
  );
  return [
    ...local,
    { ...about, level: 'ok', seen: 'agent.doctor.identity.ok', values: { deviceId, school: schoolName } },
    ...checkForgetting(folder, identity.value),
    ...checkRefusal(deps.text, folder, identity.value),
    checkOwnCertificate(deps, identity.value),
    await checkWayOut(deps, addresses[0]?.host ?? ''),
    ...network.flat(),
  ];
}

/** Only looks: the folder, or the nearest one above it where it would be made, lets this account write. */
function checkState(text: Text, folder: string): Check {
  const about = { check: 'agent.doctor.state', subject: {} } as const;
  let existing = resolve(folder);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return { ...about, level: 'ok', seen: 'agent.doctor.state.ok', values: { path: folder } };
  } catch (cause) {
    const seen = text.error(fileError(cause, folder, 'write'));
    return { ...about, level: 'critical', seen: 'agent.doctor.seen', values: { seen } };
  }
}

/** The broker notices any product, by what the disk forgets. */
function checkForgetting(folder: string, identity: Identity): Check[] {
  if (readAssignment(folder, identity).frozen !== true) return [];
  const about = { check: 'agent.doctor.freeze', subject: {} } as const;
  return [{ ...about, level: 'warning', seen: 'agent.doctor.freeze.noticed', values: {} }];
}

/** The agent that runs has heard it: this machine was shut out, and nothing else is wrong. */
function checkRefusal(text: Text, folder: string, identity: Identity): Check[] {
  const { refusal } = readAssignment(folder, identity);
  if (refusal === undefined || !isErrorCode(refusal)) return [];
  const about = { check: 'agent.doctor.certificate', subject: {} } as const;
  const seen = text.error(appError(refusal));
  return [{ ...about, level: 'critical', seen: 'agent.doctor.seen', values: { seen } }];
}

function checkOutbox(folder: string): Check {
  const about = { check: 'agent.doctor.outbox', subject: {} } as const;
  const path = stateFiles(folder).outbox;
  if (!existsSync(path)) return { ...about, level: 'ok', seen: 'agent.doctor.outbox.none', values: {} };
  const look = lookIntoOutbox(path);
  if (look.ok) return { ...about, level: 'ok', seen: 'agent.doctor.outbox.ok', values: { rows: look.value } };
  return look.error === 'busy'
    ? { ...about, level: 'ok', seen: 'agent.doctor.outbox.running', values: {} }
    : { ...about, level: 'warning', seen: 'agent.doctor.outbox.memory', values: { reason: look.error } };
}

function checkDate({ clock, text }: { readonly clock: Clock; readonly text: Text }): Check[] {
  const now = clock.now();
  if (now >= earliestMs) return [];
  const values = { date: text.dateTime(now) };
  return [
    {
      check: 'agent.doctor.clock',
      subject: {},
      level: 'warning',
      seen: 'agent.doctor.clock.implausible',
      values,
    },
  ];
}

function checkOwnCertificate(
  { clock, text }: { readonly clock: Clock; readonly text: Text },
  identity: Identity,
): Check {
  const about = { check: 'agent.doctor.certificate', subject: {} } as const;
  const { validFromDate, validToDate } = new X509Certificate(identity.certificate);
  const now = clock.now();
  const values = { date: text.date(validToDate.getTime()) };
  if (now < validFromDate.getTime() || now > validToDate.getTime()) {
    return {
      ...about,
      level: 'critical',
      seen: 'agent.doctor.certificate.bad',
      values: { date: text.date(now) },
    };
  }
  return validToDate.getTime() - now < monthMs
    ? { ...about, level: 'warning', seen: 'agent.doctor.certificate.soon', values }
    : { ...about, level: 'ok', seen: 'agent.doctor.certificate.ok', values };
}
