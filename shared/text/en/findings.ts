/** What each finding is, what to do about it, and what stands against an upgrade. */
export const findingsEn = {
  'severity.critical': 'Critical',
  'severity.high': 'High',
  'severity.medium': 'Medium',
  'severity.low': 'Low',
  'ruleStatus.norm': 'norm',
  'ruleStatus.guidance': 'guidance',
  'ruleStatus.assumption': 'assumption of the software',
  'finding.antivirus-off': 'Antivirus is off',
  'finding.antivirus-off.do':
    "Open Windows Security (or the machine's own antivirus) and switch real-time protection on; if it will not, remove the old product, restart and switch Microsoft Defender on. Run one quick scan.",
  'finding.antivirus-expired': 'Antivirus licence has expired',
  'finding.antivirus-expired.do':
    'Renew and enter the new licence; if the school will not buy again, remove the product so that Microsoft Defender takes over. Do not leave an expired one in place.',
  'finding.antivirus-snoozed': 'Antivirus is paused',
  'finding.antivirus-snoozed.do':
    'Open the antivirus and resume protection; ask who paused it and why, and exclude the one file that needs it instead of stopping everything.',
  'finding.antivirus-outdated': 'Antivirus signatures are old',
  'finding.antivirus-outdated.do':
    "Connect the machine, open the antivirus and update; if that fails, check the machine's clock, its Internet connection and the licence. Thaw a frozen disk first.",
  'finding.antivirus-unlicensed': 'Antivirus without a licence',
  'finding.antivirus-unlicensed.do':
    "Compare the school's licence register with its machines; enter what was bought, buy what is missing or remove what is too much.",
  'finding.antivirus-tamper-open': 'Microsoft Defender can be tampered with',
  'finding.antivirus-tamper-open.do':
    'Windows Security → Virus & threat protection → Manage settings → switch Tamper Protection on.',
  'finding.antivirus-licence-ending': 'Antivirus licence is about to end',
  'finding.antivirus-licence-ending.do':
    'Put it into the purchase request now; renew before the day and enter the new end in the licence register.',
  'finding.os-unsupported': 'The operating system is no longer supported',
  'finding.os-unsupported.do':
    "See what the machine can be upgraded to: Windows 11 if it is eligible; otherwise buy extended updates, install another supported system, or plan its replacement. Until then keep pupils' data off it.",
  'finding.os-support-ending': 'Support of the operating system is about to end',
  'finding.os-support-ending.do':
    'Plan the upgrade before the day, best in the holidays; try it on one machine before the whole room.',
  'finding.os-not-activated': 'Windows is not activated',
  'finding.os-not-activated.do':
    "Settings → System → Activation: enter the school's key or run the troubleshooter. A machine sold with Windows may have to go back to the edition on its label.",
  'finding.os-foreign-activation': 'Windows is activated by a foreign server',
  'finding.os-foreign-activation.do':
    "Check the activation server in the evidence: unless it is the department's or the school's, remove the activation tool, scan for viruses and activate with a valid key. Such tools often carry malware.",
  'finding.updates-off': 'Automatic updates are off',
  'finding.updates-off.do':
    'Remove the policy that stops updates (NoAutoUpdate), set the Windows Update service back to manual start and check for updates. To keep lessons free, set active hours instead. On Linux: enable unattended-upgrades.',
  'finding.updates-stale': 'Patches have not been installed for long',
  'finding.updates-stale.do':
    'Leave the machine on after lessons and run Windows Update until nothing is left (Linux: apt upgrade); if it keeps failing, look at the free disk space and the error code in the update history.',
  'finding.restart-pending': 'A restart is needed to finish updates',
  'finding.restart-pending.do':
    'Restart the machine after lessons (Restart, not Shut down) and wait until the update is done.',
  'finding.firewall-off': 'The firewall is off',
  'finding.firewall-off.do':
    'Windows Security → Firewall & network protection: switch it on for all three kinds of network; if a program needs a port, add a rule for that program. Linux: sudo ufw enable (allow SSH first).',
  'finding.disk-failing': 'A disk is failing',
  'finding.disk-failing.do':
    'Back up the data today, replace the disk (by an SSD), reinstall the machine; run no disk repair before the backup is done.',
  'finding.disk-worn': 'A disk shows wear',
  'finding.disk-worn.do':
    'Back up the data, change the cable if the evidence says cable, look again after a week; if the count still grows, replace the disk.',
  'finding.array-degraded': 'A RAID set has lost a disk',
  'finding.array-degraded.do':
    'Check the backup, find the broken disk by its serial number, replace it by one of the same size and watch until it is in sync (cat /proc/mdstat, zpool status).',
  'finding.disk-full': 'The system disk is nearly full',
  'finding.disk-full.do':
    "Run Disk Cleanup (with system files), delete old installers, move pupils' work to another disk or the server; 10 GB should be free.",
  'finding.memory-low': 'Too little memory',
  'finding.memory-low.do':
    'Add memory to 4 GB or more (free slots and type are under upgrades); where that is not possible, give the machine lighter work.',
  'finding.battery-worn': 'The battery is worn',
  'finding.battery-worn.do':
    'Use the machine on its charger; replace the battery if it is carried to lessons. Stop using a swollen one at once.',
  'finding.frozen-disk': 'A frozen disk keeps no updates',
  'finding.frozen-disk.do':
    "Thaw it, update Windows, signatures and the Schooldrum agent, then freeze it again; best on a monthly schedule, with the agent's folder on a volume that is not frozen.",
  'finding.clock-wrong': 'The clock is wrong',
  'finding.clock-wrong.do':
    'Set date, time and the zone UTC+7, switch Internet time on; if it is wrong again after each start, replace the CMOS battery (CR2032).',
  'finding.copied-key': 'Two machines share one key',
  'finding.copied-key.do':
    'The machine was imaged after the agent had joined: run schooldrum-agent prepare-image on the master before imaging, and let each of the copies join again.',
  'finding.weak-identity': 'The machine can hardly be told from others',
  'finding.weak-identity.do':
    "Enter the real serial number in the firmware if the maker allows it, or record the machine's asset code in the device list.",
  'finding.query-slow': 'Windows answers too slowly',
  'finding.query-slow.do':
    'Restart the machine; if it stays slow, run winmgmt /verifyrepository and check the disk and for viruses. Some facts of this machine cannot be read for now.',
  'finding.network-port-slow': 'The network port is slower than the line',
  'finding.network-port-slow.do':
    'Replace the network cable (all four pairs) or try another port of the switch; when the whole room is so, replace the switch.',
  'finding.encryption-off': "A portable machine's disk is not encrypted",
  'finding.encryption-off.do':
    'Switch BitLocker or device encryption on for the system disk, print the recovery key and keep it in the office before handing the machine out. On a Mac: FileVault.',
  'finding.secure-boot-off': 'Secure Boot is off',
  'finding.secure-boot-off.do':
    'Enter the firmware, switch Secure Boot on (CSM/Legacy off), save and restart; if the machine will not start, put it back and note it.',
  'finding.secure-boot-old-certificates': 'Secure Boot still has the certificates of 2011',
  'finding.secure-boot-old-certificates.do':
    "Install all Windows updates and the maker's newest firmware, restart a few times; the state must be Updated. The certificates of 2011 run out in 2026.",
  'finding.uac-off': 'User Account Control is off',
  'finding.uac-off.do':
    'Control Panel → User Accounts → change the control settings: back to the default, restart. Look for a newer version of a program that wants it off.',
  'finding.credentials-exposed': 'Passwords can be stolen easily',
  'finding.credentials-exposed.do':
    "Set UseLogonCredential to 0, LimitBlankPasswordUse to 1 and LmCompatibilityLevel to 3 or more, as the evidence says; restart and change the administrator's password.",
  'finding.smb-one': 'File sharing by SMB 1 is still on',
  'finding.smb-one.do':
    'Turn Windows features on or off → clear SMB 1.0/CIFS, restart. A printer or network disk that knows only SMB 1 needs newer firmware or a replacement.',
  'finding.remote-desktop-open': 'Remote Desktop is open',
  'finding.remote-desktop-open.do':
    'Settings → System → Remote Desktop: off. If remote help is needed, open it only then, with strong passwords on all accounts.',
  'finding.remote-desktop-without-login-check': 'Remote Desktop without a login check',
  'finding.remote-desktop-without-login-check.do':
    'Require Network Level Authentication in the Remote Desktop settings, or switch Remote Desktop off; never open port 3389 to the Internet.',
  'finding.remote-control-tool': 'A remote control program is installed',
  'finding.remote-control-tool.do':
    "Ask who installed it and what for; remove it if nobody needs it. If it stays: no unattended access, a strong password, and a line in the school's records.",
  'finding.risky-port': 'An unsafe service port is open',
  'finding.risky-port.do':
    "Find the program behind the port in the evidence (netstat -ano), stop the service or allow only the school's machines; SFTP instead of FTP, SSH instead of Telnet.",
  'finding.ssh-weak': 'SSH allows weak logins',
  'finding.ssh-weak.do':
    'In /etc/ssh/sshd_config set PermitRootLogin prohibit-password, PermitEmptyPasswords no and prefer keys; sshd -t, then reload the service, keeping one session open in case of a mistake.',
  'finding.guest-enabled': 'The guest account is enabled',
  'finding.guest-enabled.do':
    'Computer Management → Local Users and Groups: disable the guest account; make an ordinary pupil account to share.',
  'finding.auto-logon': 'The machine logs in by itself',
  'finding.auto-logon.do':
    'Run netplwiz, require name and password, and delete the password kept in the registry. A lab that needs it should use a pupil account without administrator rights.',
  'finding.account-without-password': 'An account has no password',
  'finding.account-without-password.do':
    'Set passwords on the enabled accounts or disable what nobody uses, administrators first.',
  'finding.many-administrators': 'Too many administrators',
  'finding.many-administrators.do':
    'Keep one or two administrator accounts and make the others standard users; pupils never use an administrator account.',
  'finding.autorun-on': 'Autorun is not switched off',
  'finding.autorun-on.do':
    'Set the policy that turns AutoPlay off for all drives (NoDriveTypeAutoRun = 255), restart; scan USB sticks before opening them.',
  'finding.screen-lock-off': 'The screen does not lock itself',
  'finding.screen-lock-off.do':
    'Let the screen lock after 15 minutes at most (InactivityTimeoutSecs = 900), and make Windows + L a habit.',
  'finding.review-overdue': 'The monthly security review is missing',
  'finding.review-overdue.do':
    "Open the school's review of the month, deal with each finding or give a reason, and record it.",
  'upgrade.cpu-too-old': 'the processor is not on the list for Windows 11',
  'upgrade.cpu-unknown': 'not known whether the processor is listed',
  'upgrade.tpm-missing': 'no TPM seen: switch fTPM or PTT on in the firmware and look again',
  'upgrade.tpm-old': 'the TPM is older than 2.0',
  'upgrade.tpm-off': 'the TPM is off in the firmware',
  'upgrade.tpm-unknown': 'the TPM could not be read',
  'upgrade.secure-boot-missing': 'the machine starts the old way (Legacy): change to UEFI',
  'upgrade.secure-boot-unknown': 'Secure Boot could not be read',
  'upgrade.memory-low': 'less than 4 GB of memory',
  'upgrade.memory-full': 'no more memory fits',
  'upgrade.memory-unknown': 'memory not known',
  'upgrade.disk-small': 'the disk is below 64 GB',
  'upgrade.disk-unknown': 'disk size not known',
  'upgrade.disk-failing': 'a disk is failing',
  'upgrade.virtual-machine': 'virtual machine',
  'upgrade.server-system': 'a server system',
  'upgrade.not-windows': 'does not run Windows',
} as const;
