/** Inputs of about `size` bytes that make careless patterns go over the same letters again and again. */
export function longInputs(size: number): ReadonlyMap<string, string> {
  const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length));
  const inputs = new Map<string, string>();
  for (const unit of [
    'a',
    ' ',
    '\t',
    '\n',
    '\r',
    '\0',
    ' #',
    '=',
    ':',
    '"',
    '\\',
    '0',
    'ab ',
    '/',
    ' (',
    ' (rev ',
    '{',
    '[',
  ]) {
    inputs.set(`nothing but ${JSON.stringify(unit)}, then another letter`, `${fill(unit)}\u2028x`);
  }
  const begun: Readonly<Record<string, string>> = {
    'a handle': 'Handle 0x0000, DMI type 17, 84 bytes\nMemory Device\n\tSize: 8 GB\n\tLocator:',
    'a drive': 'smartctl 7.2\nDevice Model:',
    'an attribute':
      'smartctl 7.2\n  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       ',
    'a keyword': 'PermitRootLogin no\nPort',
    'a rule': 'Status: active\n22 ALLOW',
    'a device': '00:00.0 Class:',
    'a quoted device': '00:00.0 "',
    'a power supply': 'native-path: x\nenergy:',
    'an instance': 'Name=',
    'a list of an instance': 'Codes={1',
    'a binary value': 'Windows Registry Editor Version 5.00\n[HKLM\\a]\n"x"=hex(7):',
    'a text value': 'REGEDIT4\n[HKLM\\a]\n"x"="',
    'the name of a value': 'REGEDIT4\n[HKLM\\a]\n"',
    'a battery': '<BatteryReport><Batteries><Battery>',
    'a Defender': 'AMRunningMode',
    'a distribution': 'NAME="',
    'a number': 'productState=',
    'rows in JSON': '[{"productState":1},',
    'hex digits': '00ffffffffffff00',
  };
  for (const [name, head] of Object.entries(begun)) {
    for (const unit of [' ', '00,', '\\"', '\\\n']) {
      inputs.set(`${name}, then nothing but ${JSON.stringify(unit)}`, `${head}${fill(unit)}\u2028x`);
    }
  }
  return inputs;
}
