import { perPlatform } from './per-platform.ts';

/** Monitors, printers, cameras, microphones, USB devices. */
export const peripherals = perPlatform('peripherals', 15_000, {});
