import { shippedChassisForms } from '../../shared/data/chassis.ts';
import { type PlaceholderIds, shippedPlaceholderIds } from '../../shared/data/placeholder-ids.ts';
import { shippedVirtualCameras, type VirtualCameras } from '../../shared/data/virtual-cameras.ts';
import type { ChassisForms } from '../fleet/facts.ts';
import type { Rules } from '../fleet/standing.ts';

/** The tables by which a machine's raw facts are read, and the moment as at which they are. */
export type DecodeFrame = {
  readonly asAtMs: number;
  readonly isPast: boolean;
  readonly rules: Rules;
  readonly chassisForms: ChassisForms;
  readonly placeholders: PlaceholderIds;
  readonly virtualCameras: VirtualCameras;
  /** Room → site, by `CODE/ROOM`. */
  readonly siteOf: ReadonlyMap<string, string | null>;
};

/** With the tables that ship. */
export function decodeFrame(given: Pick<DecodeFrame, 'asAtMs' | 'isPast' | 'rules' | 'siteOf'>): DecodeFrame {
  return {
    ...given,
    chassisForms: shippedChassisForms(),
    placeholders: shippedPlaceholderIds(),
    virtualCameras: shippedVirtualCameras(),
  };
}
