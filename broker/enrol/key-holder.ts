import type { JoinResponse, RenewRequest } from '../../shared/contract/enrol.ts';
import type { CertificateRecord } from '../store/registry-port.ts';
import type { CertifiableKey } from './issue.ts';
import type { Holder } from './proof.ts';

/** A holder of a machine's key, and the key it asks to have certified. */
export type KeyHolder = {
  readonly request: RenewRequest;
  readonly holder: Holder;
  readonly key: CertifiableKey;
};

/** What was certified, and as what it came about. */
export type Certified = {
  readonly certificate: CertificateRecord;
  readonly outcome: Extract<JoinResponse['outcome'], 'renewed' | 'split'>;
};
