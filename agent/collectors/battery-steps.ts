/*
 * What a battery says of itself changes a little with every charge: it leaves in steps, so that the section that carries it is
 * not sent again each day. What it was made for does not change, and leaves as it is.
 */

/** Whole watt-hours. */
export function steadyWattHours(wattHours: number | undefined): number | undefined {
  return wattHours === undefined ? undefined : Math.round(wattHours);
}

/** Full tens of charges. */
export function steadyCycles(cycles: number | undefined): number | undefined {
  return cycles === undefined ? undefined : cycles - (cycles % 10);
}
