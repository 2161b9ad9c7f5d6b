import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../shared/runtime/clock.ts';
import { makePrivateFolder, writeSecretFile } from '../shared/runtime/secure-file.ts';
import type { Text } from '../shared/text/text.ts';
import type { Check } from './doctor-check.ts';
import { checkAddress } from './doctor-network.ts';
import { type Identity, readIdentity, removeFile, stateFiles } from './identity.ts';
import { lookIntoOutbox } from './outbox-look.ts';

const monthMs = 30 * 86_400_000;

/** Nothing of the product is older: a clock before this has lost its battery. */
const earliestMs = Date.UTC(2025, 0, 1);

/** Looks at everything an installation needs, one check each, without opening a session under the device's id. */
export async function examine(
  deps: { readonly clock: Clock; readonly text: Text },
  folder: string,
): Promise<Check[]> {
  const local = [checkState(deps.text, folder), checkOutbox(folder), ...checkDate(deps)];
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
  const network = await Promise.all(addresses.map((address) => checkAddress(deps.clock, address, ca)));
  return [
    ...local,
    { ...about, level: 'ok', seen: 'agent.doctor.identity.ok', values: { deviceId, school: schoolName } },
    checkOwnCertificate(deps, identity.value),
    ...network.flat(),
  ];
}

function checkState(text: Text, folder: string): Check {
  const about = { check: 'agent.doctor.state', subject: {} } as const;
  const probe = join(folder, 'doctor-probe');
  const made = makePrivateFolder(folder);
  const written = made.ok ? writeSecretFile(probe, '') : made;
  if (written.ok) removeFile(probe);
  return written.ok
    ? { ...about, level: 'ok', seen: 'agent.doctor.state.ok', values: { path: folder } }
    : { ...about, level: 'critical', seen: 'agent.doctor.seen', values: { seen: text.error(written.error) } };
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
