import type { OrderBody } from '../shared/contract/order.ts';
import type { SectionHashes } from '../shared/contract/readings.ts';
import { type Section, sections } from '../shared/domain/reading.ts';
import type { AddressBook } from './address-book.ts';
import type { AssignmentBook } from './assignment.ts';
import type { IdentityChanges } from './identity-changes.ts';
import type { LineWatch } from './line/line-watch.ts';
import type { OrderActions } from './orders.ts';
import type { Outbox } from './outbox.ts';
import type { Reporter } from './reporter.ts';
import type { Uplink } from './uplink.ts';
import type { WelcomeGate } from './welcome-gate.ts';

export type OrderParts = {
  readonly assignment: AssignmentBook;
  readonly addresses: AddressBook;
  readonly reporter: Reporter;
  readonly outbox: Outbox;
  readonly gate: WelcomeGate;
  readonly changes: IdentityChanges;
  readonly line: Pick<LineWatch, 'probe' | 'probeLease'>;
  readonly uplink: () => Uplink;
};

/** What the running agent does on each order. */
export function createOrderActions(parts: OrderParts): OrderActions {
  const { addresses, assignment, changes, line, reporter } = parts;
  return {
    welcome: (body) => welcome(parts, body),
    stored: ({ boot, upTo, also }) => parts.uplink().stored(boot, upTo, also ?? []),
    resend: ({ sections: lacking }) => reporter.resend(lacking),
    collectNow: ({ sections: wanted }) => reporter.collectNow(wanted ?? []),
    setCadence: ({ cadenceSeconds }) => assignment.setCadence(cadenceSeconds),
    setAddresses: (body) => addresses.propose(body.addresses),
    renew: changes.renew,
    split: changes.split,
    probe: line.probe,
    probeLease: line.probeLease,
  };
}

function welcome(parts: OrderParts, body: Extract<OrderBody, { kind: 'welcome' }>): void {
  const { assignment, gate, outbox, reporter } = parts;
  const isOther = assignment.welcome(body);
  const isAwaited = gate.arrived(body.hashes);
  if (isOther) void reporter.collectNow([]);
  // While reports wait, the broker cannot have what they carry; the daily marker will compare again.
  else if (!isAwaited && body.hashes !== undefined && outbox.status().rows === 0) {
    void reporter.resend(missingAt(body.hashes, reporter.hashes()));
  }
}

/** Sections that were sent from here and of which the broker holds something else. */
function missingAt(theirs: SectionHashes, ours: SectionHashes): Section[] {
  return sections.filter((section) => ours[section] !== undefined && ours[section] !== theirs[section]);
}
