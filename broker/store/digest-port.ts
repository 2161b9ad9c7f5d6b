import type { DigestChannel } from '../../shared/contract/line-rows.ts';

/** Somebody who is told once a day how a unit stands. */
export type DigestReceiver = Omit<DigestChannel, 'unitName'> & {
  readonly addedAt: number;
  /** Newest incident that it was told of; ids only ever grow. */
  readonly toldOutageId: number | null;
};

/** What became of a receiver's digest of one local day. */
export type DigestDay = {
  readonly receiverId: number;
  /** YYYY-MM-DD, local. */
  readonly day: string;
  /** Counted before each try: one that a crash ended has been one. */
  readonly tries: number;
  /** Not before then once more. */
  readonly nextAt: number;
  /** Sent, or not due: nothing was open on a day without school. */
  readonly isDone: boolean;
};

/** Receivers of the daily digest. */
export type DigestStore = {
  /** In the order in which they were added. */
  readonly digestReceivers: () => Promise<readonly DigestReceiver[]>;
  readonly addDigestReceiver: (receiver: Omit<DigestReceiver, 'id'>) => Promise<number>;
  readonly removeDigestReceiver: (id: number) => Promise<void>;
  readonly digestSent: (id: number, at: number, toldOutageId: number | null) => Promise<void>;
  readonly digestFailed: (id: number, failure: string) => Promise<void>;
  readonly digestDay: (receiverId: number, day: string) => Promise<DigestDay | null>;
  readonly saveDigestDay: (record: DigestDay) => Promise<void>;
  /** Forgets days before this one, of receivers that are gone all. */
  readonly pruneDigestDays: (beforeDay: string) => Promise<void>;
};
