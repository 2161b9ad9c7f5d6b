import { expect, test } from 'vitest';
import {
  addNextAuthority,
  dropLeavingAuthority,
  readAuthorityFolder,
  turnAuthority,
} from '../../../broker/enrol/authority-folder.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { hardware, join, openDoorRig, rigStart } from './enrol-rig.ts';

test('a machine that took part in a change that was called off is renewed by the changes after it', async () => {
  await using resources = openResources();
  const clock = createManualClock(rigStart);
  const { folder, authority } = await openTestAuthority(resources, clock);
  const rig = await openDoorRig({ store: await openTestStore(resources), authority, clock });
  const adopt = async (): Promise<void> => {
    const files = await readAuthorityFolder(folder);
    if (!files.ok) throw new Error(files.error.code);
    authority.adopt(files.value);
  };
  const begin = async (): Promise<void> => {
    await addNextAuthority(folder, () => Promise.resolve());
    await adopt();
  };
  const { deviceId } = await join(rig, await rig.createToken(), hardware('a'));
  const shown = async (): Promise<string> => {
    const ofIssuer = (await rig.store.certificatesOf(deviceId)).find((one) => authority.trusts(one.caSha256));
    return ofIssuer?.sha256 ?? '';
  };
  const first = await shown();
  const order = (sha256: string) => rig.renewals.orderFor(deviceId, sha256, { isFrozen: false });

  await begin();
  expect(await order(first)).toMatchObject({ kind: 'renew', ca: authority.trustedCaPem });
  await clock.advance(1_000);
  turnAuthority(folder, 'leaving');
  await adopt();
  dropLeavingAuthority(folder);
  await adopt();
  expect(await order(first)).toBeNull();

  await begin();
  expect(await order(await shown())).toMatchObject({ kind: 'renew', ca: authority.trustedCaPem });
});
