export type HypervisorEvidence = {
  /** /sys/hypervisor/type. */
  readonly reported: string | undefined;
  /** Maker and model that the firmware names. */
  readonly firmware: string;
  /** Clocks that the kernel could use: a hypervisor offers one of its own. */
  readonly clocks: string;
  /** The processor's `hypervisor` flag. */
  readonly isVirtual: boolean | undefined;
};

/** Firmware texts of virtual machines, as systemd's detect-virt and dmidecode recordings show them. */
const firmwareNames: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/microsoft corporation virtual machine/i, 'hyperv'],
  [/parallels/i, 'parallels'],
  [/\bxen\b|hvm domu/i, 'xen'],
  [/bhyve/i, 'bhyve'],
  [/qemu|\bkvm\b|red hat|ovirt|openstack|proxmox|amazon ec2|google compute/i, 'kvm'],
];

/** Where no firmware names anything (micro virtual machines), as the kernel's drivers call their clocks. */
const clockNames: readonly (readonly [RegExp, string])[] = [
  [/kvm-clock/, 'kvm'],
  [/hyperv_clocksource/, 'hyperv'],
  [/\bxen\b/, 'xen'],
];

/**
 * Name of the hypervisor; `other` when the processor says there is one and nothing names it;
 * `none` only when the processor says there is none.
 */
export function nameHypervisor(evidence: HypervisorEvidence): string | undefined {
  if (evidence.reported !== undefined) return evidence.reported;
  const named = firmwareNames.find(([pattern]) => pattern.test(evidence.firmware))?.[1];
  if (named !== undefined && evidence.isVirtual !== false) return named;
  if (evidence.isVirtual === undefined) return undefined;
  if (!evidence.isVirtual) return 'none';
  return clockNames.find(([pattern]) => pattern.test(evidence.clocks))?.[1] ?? 'other';
}
