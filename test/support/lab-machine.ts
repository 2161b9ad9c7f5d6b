import type { RecordedMachine } from './recorded-host.ts';

const disk = '../../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1';

/** The `n`th machine of a lab: its own UUID, board serial, network card and system disk, all else alike. */
export function labMachine(n: number): RecordedMachine {
  const number = n.toString(16).padStart(4, '0');
  return {
    files: {
      '/proc/sys/kernel/hostname': `pm1-${n}\n`,
      '/sys/class/dmi/id/product_uuid': `4c4c4544-0058-4b10-8032-b7c04f50${number}\n`,
      '/sys/class/dmi/id/board_serial': `/7XK2P12/CN7220039D${number}/\n`,
      '/sys/class/net/eth0/address': `34:17:eb:aa:${number.slice(0, 2)}:${number.slice(2)}\n`,
      '/sys/class/net/eth0/device/uevent': '',
      '/proc/self/mountinfo': '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n',
      '/sys/block/sda/device/wwid': `t10.ATA TOSHIBA DT01ACA050 46Q8${number}\n`,
    },
    links: {
      '/sys/class/net/eth0/device/subsystem': '../../../bus/pci',
      '/sys/dev/block/8:1': disk,
      '/sys/class/block/sda1': disk,
    },
    facts: { hostname: `pm1-${n}` },
  };
}
