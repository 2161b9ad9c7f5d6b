import type { RecordedMachine } from '../../../support/recorded-host.ts';

const processor = (index: number, core: number): string =>
  [
    `processor\t: ${index}`,
    'vendor_id\t: GenuineIntel',
    'model name\t: Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz',
    'cpu MHz\t\t: 3591.702',
    'physical id\t: 0',
    `core id\t\t: ${core}`,
    'flags\t\t: fpu vme de pse sse2 ht',
    '',
  ].join('\n');

const pci = (id: string, classId: string, driver?: string): string =>
  `${driver === undefined ? '' : `DRIVER=${driver}\n`}PCI_CLASS=${classId}\nPCI_ID=${id}\nPCI_SLOT_NAME=ignored\n`;

const tcp = (local: string, state: string): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 21000 1\n`;

/** A desktop of a school lab in the shape that Linux gives it; every value is made up. */
export const labPc: RecordedMachine = {
  files: {
    '/proc/cpuinfo': [processor(0, 0), processor(1, 1), processor(2, 0), processor(3, 1)].join('\n'),
    '/proc/meminfo':
      'MemTotal:        3912044 kB\nMemFree:          200000 kB\nMemAvailable:    2000000 kB\nSwapTotal:       1000000 kB\nSwapFree:         750000 kB\n',
    '/proc/stat': 'cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 100 0 50 800 50 0 0 0 0 0\nbtime 1790000000\n',
    '/proc/uptime': '5400.25 20000.00\n',
    '/proc/sys/kernel/osrelease': '6.8.0-45-generic\n',
    '/proc/sys/kernel/hostname': 'may-07\n',
    '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
    '/proc/self/mounts': [
      'sysfs /sys sysfs rw 0 0',
      '/dev/sda2 / ext4 rw,relatime 0 0',
      '/dev/sda1 /boot/efi vfat rw 0 0',
      '/dev/loop3 /snap/core/1 squashfs ro 0 0',
      '/dev/sda2 /var/lib/docker ext4 rw 0 0',
      '/dev/sdb1 /media/hocsinh/BAI\\040TAP vfat rw 0 0',
      'nas:/export /mnt/nas nfs4 rw 0 0',
      '',
    ].join('\n'),
    '/proc/self/mountinfo':
      '22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n23 22 0:21 / /sys rw - sysfs sysfs rw\n',
    '/proc/net/route':
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\nenp2s0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\nenp2s0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n',
    '/proc/net/arp':
      'IP address       HW type     Flags       HW address            Mask     Device\n192.168.1.1      0x1         0x2         00:1d:aa:11:22:33     *        enp2s0\n',
    '/proc/net/if_inet6':
      '20010ee05000000000000000000000a5 02 40 00 80   enp2s0\n20010ee0500000001111222233334444 02 40 00 01   enp2s0\nfe80000000000000021daafffe000007 02 40 20 80   enp2s0\n',
    '/proc/net/tcp': `  sl  local_address rem_address   st\n${tcp('00000000:0016', '0A')}${tcp('0100007F:0277', '0A')}${tcp('0701A8C0:D431', '01')}`,
    '/proc/net/tcp6': `  sl\n${tcp('00000000000000000000000001000000:0277', '0A')}${tcp('00000000000000000000000000000000:170C', '0A')}`,
    '/proc/net/udp': `  sl\n${tcp('00000000:14E9', '07')}${tcp('00000000:D2F0', '07')}`,
    '/proc/1/comm': 'systemd\n',
    '/proc/700/comm': 'freshclam\n',
    '/proc/701/comm': 'clamd\n',
    '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n',
    '/sys/class/dmi/id/product_name': 'OptiPlex 3020\n',
    '/sys/class/dmi/id/product_serial': '7XK2P12\n',
    '/sys/class/dmi/id/product_uuid': '4C4C4544-0058-4B10-8032-B7C04F503132\n',
    '/sys/class/dmi/id/chassis_type': '3\n',
    '/sys/class/dmi/id/board_vendor': 'Dell Inc.\n',
    '/sys/class/dmi/id/board_name': '0WMJ54\n',
    '/sys/class/dmi/id/board_serial': '/7XK2P12/CN7220039D01AB/\n',
    '/sys/class/dmi/id/bios_vendor': 'Dell Inc.\n',
    '/sys/class/dmi/id/bios_version': 'A15\n',
    '/sys/class/dmi/id/bios_date': '11/19/2015\n',
    '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '3600000\n',
    '/sys/bus/pci/devices/0000:00:02.0/uevent': pci('8086:041E', '30000', 'i915'),
    '/sys/bus/pci/devices/0000:02:00.0/uevent': pci('10EC:8168', '20000', 'r8169'),
    '/sys/devices/pci0/ata1/block/sda/size': '976773168\n',
    '/sys/devices/pci0/ata1/block/sda/removable': '0\n',
    '/sys/devices/pci0/ata1/block/sda/queue/rotational': '1\n',
    '/sys/devices/pci0/ata1/block/sda/device/model': 'TOSHIBA DT01ACA0\n',
    '/sys/devices/pci0/ata1/block/sda/device/wwid':
      't10.ATA     TOSHIBA DT01ACA050                                 46Q8RZAAS \n',
    '/sys/devices/pci0/ata1/block/sda/sda2/partition': '2\n',
    '/sys/devices/pci0/usb1/1-2/block/sdb/size': '30310400\n',
    '/sys/devices/pci0/usb1/1-2/block/sdb/removable': '1\n',
    '/sys/devices/pci0/usb1/1-2/block/sdb/queue/rotational': '1\n',
    '/sys/devices/pci0/usb1/1-2/block/sdb/device/model': 'Cruzer Blade    \n',
    '/sys/class/net/enp2s0/operstate': 'up\n',
    '/sys/class/net/enp2s0/type': '1\n',
    '/sys/class/net/enp2s0/speed': '100\n',
    '/sys/class/net/enp2s0/duplex': 'full\n',
    '/sys/class/net/enp2s0/address': '34:17:eb:aa:00:07\n',
    '/sys/class/net/enp2s0/device/uevent': 'DRIVER=r8169\nPCI_ID=10EC:8168\n',
    '/sys/class/net/lo/type': '772\n',
    '/sys/class/net/veth1a2b/type': '1\n',
    '/etc/os-release':
      'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n',
    '/etc/resolv.conf': '# stub\nnameserver 127.0.0.53\noptions edns0\n',
    '/run/systemd/resolve/resolv.conf': 'nameserver 192.168.1.1\nnameserver 203.162.4.190\n',
    '/etc/passwd': [
      'root:x:0:0:root:/root:/bin/bash',
      'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
      'sync:x:4:65534:sync:/bin:/bin/sync',
      'thaytin:x:1000:1000:Th\u00e2\u0300y Tin,,,:/home/thaytin:/bin/bash',
      'hocsinh:x:1001:1001::/home/hocsinh:/bin/bash',
      '',
    ].join('\n'),
    '/etc/group': 'root:x:0:\nsudo:x:27:thaytin\nhocsinh:x:1001:\n',
    '/etc/shadow':
      'root:*:19000:0:99999:7:::\nthaytin:$y$j9T$x:19000:0:99999:7:::\nhocsinh::19000:0:99999:7:::\n',
    '/etc/ssh/sshd_config':
      'Include /etc/ssh/sshd_config.d/*.conf\n#PermitRootLogin prohibit-password\nPasswordAuthentication no\nMatch Group staff\n  PermitRootLogin yes\n',
    '/etc/ssh/sshd_config.d/10-lab.conf': 'PasswordAuthentication yes\n',
    '/etc/ufw/ufw.conf': '# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n',
    '/etc/ufw/user.rules':
      '*filter\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp\n',
    '/etc/apt/apt.conf.d/10periodic': 'APT::Periodic::Unattended-Upgrade "0";\n',
    '/etc/apt/apt.conf.d/20auto-upgrades':
      '// APT::Periodic::Unattended-Upgrade "0";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
    '/usr/bin/unattended-upgrade': '',
    '/usr/share/update-notifier/notify-reboot-required': '',
    '/var/lib/apt/periodic/update-success-stamp': '',
    '/var/lib/update-notifier/updates-available':
      '\n12 updates can be applied immediately.\n5 of these updates are standard security updates.\nTo see these additional updates run: apt list --upgradable\n',
    '/var/lib/dpkg/status': [
      'Package: zlib1g',
      'Status: install ok installed',
      'Maintainer: A Person <person@example.org>',
      'Version: 1:1.3-1',
      'Description: compression',
      ' Package: not a field, it is indented',
      '',
      'Package: oldtool',
      'Status: deinstall ok config-files',
      'Version: 0.9',
      '',
      'Package: bash',
      'Status: install ok installed',
      'Version: 5.2.21-2',
    ].join('\n'),
    '/usr/bin/clamscan': '',
    '/var/lib/clamav/daily.cvd':
      'ClamAV-VDB:20 Nov 2026 03-26 -0500:28123:2076000:90:0123456789abcdef:sig:raynman:1795162000                    ',
  },
  links: {
    '/etc/localtime': '/usr/share/zoneinfo/Asia/Ho_Chi_Minh',
    '/sys/block/sda': '../devices/pci0/ata1/block/sda',
    '/sys/block/sdb': '../devices/pci0/usb1/1-2/block/sdb',
    '/sys/block/loop3': '../devices/virtual/block/loop3',
    '/sys/block/dm-0': '../devices/virtual/block/dm-0',
    '/sys/class/block/sda': '../../devices/pci0/ata1/block/sda',
    '/sys/class/block/sda2': '../../devices/pci0/ata1/block/sda/sda2',
    '/sys/dev/block/8:2': '../../devices/pci0/ata1/block/sda/sda2',
    '/sys/class/net/enp2s0/device/subsystem': '../../../bus/pci',
  },
  times: {
    '/var/lib/apt/periodic/update-success-stamp': 1_795_000_000_000,
    '/var/lib/dpkg/status': 1_794_000_000_000,
  },
  facts: {
    interfaces: [
      {
        name: 'lo',
        family: 'ipv4',
        address: '127.0.0.1',
        prefixLength: 8,
        mac: '00:00:00:00:00:00',
        isInternal: true,
      },
      {
        name: 'enp2s0',
        family: 'ipv4',
        address: '192.168.1.7',
        prefixLength: 24,
        mac: '34:17:eb:aa:00:07',
        isInternal: false,
      },
    ],
  },
};
