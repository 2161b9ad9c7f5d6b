/** Kinds of output that `parse` reads. */
export const parseKinds = [
  'dmidecode',
  'smartctl',
  'edid',
  'os-release',
  'product-state',
  'mp-status',
  'sshd',
  'ufw',
  'upower',
  'lspci',
  'wmi-list',
  'reg-export',
  'powercfg-battery',
] as const;
export type ParseKind = (typeof parseKinds)[number];
