/** Longest text that is shown as a QR code: a denser one is read by no telephone. */
export const maxQrCharacters = 1_800;
