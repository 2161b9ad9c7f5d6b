/** What a room lacks for a purpose: the code of each demand. */
export const readinessEn = {
  'readiness.camera': 'working camera',
  'readiness.microphone': 'working microphone',
  'readiness.uplink': 'upload rate (Mb/s)',
  'readiness.jitter': 'jitter (ms)',
  'readiness.loss': 'packet loss (%)',
  'readiness.seats': 'machines usable at once',
  'readiness.clock': 'machines whose clock is right',
  'readiness.disk': 'machines with enough disk space',
  'readiness.internet-share': 'Internet per seat (Mb/s)',
} as const;
