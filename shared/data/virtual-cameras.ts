import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import rows from './virtual-cameras.json' with { type: 'json' };

const schema = z.array(z.object({ text: z.string().min(3).max(64).lowercase(), ...source }));

/** Parts of names, lower case, of cameras that are programs or telephones: none of them is a webcam of the school. */
export type VirtualCameras = readonly string[];

export function shippedVirtualCameras(): VirtualCameras {
  return schema.parse(rows).map(({ text }) => text);
}
