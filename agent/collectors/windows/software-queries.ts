import type { WindowsQuery } from './query.ts';

const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** Key by key: one value that the provider cannot read would end a whole listing. */
function listing(keys: string, values: readonly string[]): string {
  const names = `@(${values.map((name) => `'${name}'`).join(',')})`;
  return [
    keys,
    `ForEach-Object{try{Get-ItemProperty -LiteralPath $_.PSPath -Name ${names} -ErrorAction SilentlyContinue}catch{}}`,
    'Where-Object{$_.DisplayName}',
    `Select-Object -Property ${names}`,
  ].join('|');
}

/** What Windows itself lists as installed; Win32_Product would check and repair every package. */
export const softwareQueries: readonly WindowsQuery[] = [
  {
    name: 'software',
    sections: ['software'],
    script: listing(
      `Get-ChildItem -Path @('HKLM:\\SOFTWARE\\${uninstall}','HKLM:\\SOFTWARE\\WOW6432Node\\${uninstall}') -ErrorAction SilentlyContinue`,
      [
        'DisplayName',
        'DisplayVersion',
        'Publisher',
        'InstallDate',
        'SystemComponent',
        'ParentKeyName',
        'ReleaseType',
      ],
    ),
  },
  {
    // Of the users who are signed in, of this machine, a domain or a school's cloud: name and version alone, not whose they are.
    name: 'userSoftware',
    sections: ['software'],
    script: listing(
      [
        "Get-ChildItem -Path 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue",
        "Where-Object{$_.PSChildName -match '^S-1-(5-21|12-1)-[0-9-]+$'}",
        `ForEach-Object{Get-ChildItem -LiteralPath ('Registry::HKEY_USERS\\'+$_.PSChildName+'\\Software\\${uninstall}') -ErrorAction SilentlyContinue}`,
      ].join('|'),
      ['DisplayName', 'DisplayVersion', 'SystemComponent', 'ParentKeyName', 'ReleaseType'],
    ),
  },
];
