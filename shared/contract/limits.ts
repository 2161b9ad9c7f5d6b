/** Contract version, the `1` of `drum/1/…` and the `v` of every payload. */
export const contractVersion = 1;

/** Largest payload that is decoded; 48–64 KiB is quarantined and acknowledged. */
export const maxWireBytes = 48 * 1024;

/** Above this the connection is closed at the frame header. */
export const maxFrameBytes = 64 * 1024;

/** Before CONNACK a stranger may send this much in one frame. */
export const maxStrangerFrameBytes = 4 * 1024;

export const maxInflatedBytes = 1024 * 1024;
export const maxDepth = 16;

/** Payloads longer than this are deflated (never on `_view`). */
export const deflateAboveBytes = 192;

/** Unacknowledged reports an agent has on the wire at once. */
export const inFlightWindow = 10;

/** A console without a head message for this long shows its stale banner. */
export const headStaleMs = 15_000;
export const headIntervalMs = 5_000;
