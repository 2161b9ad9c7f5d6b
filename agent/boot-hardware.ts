import { z } from 'zod';
import { bootId } from '../shared/contract/scalars.ts';
import { type Fingerprint, fingerprint } from '../shared/contract/status.ts';
import { compareFingerprints } from '../shared/domain/fingerprint.ts';
import { answersKey } from './orders.ts';
import type { Outbox } from './outbox.ts';
import { reportingKey } from './reporter.ts';

const hardwareKey = 'hardware';
const deviceKey = 'deviceId';

/** Boot → the hardware that measured its reports. */
const hardwareByBoot = z.record(bootId, fingerprint);

/**
 * Makes the outbox that of this device on this hardware. When it was another device's, what that one remembered to have
 * sent is forgotten, and reports that are known to be measured on other hardware are dropped: a copied disk carries them, and the
 * machine that measured them sends them itself.
 */
export function settleOutbox(
  outbox: Outbox,
  own: { readonly deviceId: string; readonly boot: string; readonly fingerprint: Fingerprint },
): void {
  const before = outbox.state(deviceKey);
  if (before !== own.deviceId) {
    const known = recall(outbox);
    for (const boot of outbox.boots()) {
      const measuredOn = known[boot];
      if (measuredOn !== undefined && compareFingerprints(measuredOn, own.fingerprint) === 'other') {
        outbox.dropBoot(boot);
      }
    }
    outbox.setState({ [deviceKey]: own.deviceId, [reportingKey]: 'null', [answersKey]: 'null' });
  }
  noteHardware(outbox, own);
}

/** Remembers this boot, and of the others those that still have reports. */
function noteHardware(
  outbox: Outbox,
  own: { readonly boot: string; readonly fingerprint: Fingerprint },
): void {
  const waiting = new Set(outbox.boots());
  const others = Object.entries(recall(outbox)).filter(([boot]) => waiting.has(boot));
  const next = JSON.stringify({ ...Object.fromEntries(others), [own.boot]: own.fingerprint });
  if (next !== outbox.state(hardwareKey)) outbox.setState({ [hardwareKey]: next });
}

function recall(outbox: Outbox): z.infer<typeof hardwareByBoot> {
  try {
    const checked = hardwareByBoot.safeParse(JSON.parse(outbox.state(hardwareKey) ?? '{}'));
    return checked.success ? checked.data : {};
  } catch {
    return {};
  }
}
