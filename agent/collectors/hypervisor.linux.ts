export type HypervisorEvidence = {
  /** /sys/hypervisor/type. */
  readonly reported: string | undefined;
  /** Maker and model that the firmware names. */
  readonly firmware: string;
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

/**
 * Name of the hypervisor; `other` when the processor says there is one and nothing names it;
 * `none` only when the processor says there is none.
 */
export function nameHypervisor(evidence: HypervisorEvidence): string | undefined {
  if (evidence.reported !== undefined) return evidence.reported;
  const named = firmwareNames.find(([pattern]) => pattern.test(evidence.firmware))?.[1];
  if (named !== undefined && evidence.isVirtual !== false) return named;
  if (evidence.isVirtual === undefined) return undefined;
  return evidence.isVirtual ? 'other' : 'none';
}
