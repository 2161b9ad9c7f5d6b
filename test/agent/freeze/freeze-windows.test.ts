import { expect, test } from 'vitest';
import { batchScript } from '../../../agent/collectors/windows/script.ts';
import { readFreeze } from '../../../agent/freeze.ts';
import { uwfQuery } from '../../../agent/freeze.windows.ts';
import type { Freeze } from '../../../agent/freeze-state.ts';
import type { Exit } from '../../../agent/host/host.ts';
import { powershellWords, printedBatch } from '../../support/printed-batch.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const registry = 'C:\\Windows\\System32\\reg.exe';
const powershell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const control = 'C:\\Windows\\SysWOW64\\DFC.exe get /ISFROZEN';
const system = 'C:\\ProgramData\\Schooldrum\\Agent';

/** As `reg query` of a key prints its subkeys. */
const services = (...names: readonly string[]): string =>
  ['Dhcp', ...names, 'Winmgmt']
    .map((name) => `HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\${name}\r\n`)
    .join('');

async function freezeOf(
  programs: Readonly<Record<string, string>>,
  exits: Readonly<Record<string, Exit>> = {},
  folder = system,
): Promise<Freeze> {
  await using resources = openResources();
  const facts = { systemRoot: 'C:\\Windows' };
  const machine = { platform: 'windows', files: {}, facts, programs, exits } as const;
  return await readFreeze(resources.closing(await openRecordedHost(machine)), folder);
}

test.each<[string, string, Freeze]>([
  ['nothing of the kind', services(), { state: 'absent' }],
  ['a registry that says nothing', '', { state: 'unknown', product: null }],
  ['a product that tells nobody', services('diskpt'), { state: 'unknown', product: 'Shadow Defender' }],
  [
    'a service of several words',
    services('Shield Service'),
    { state: 'unknown', product: 'Reboot Restore Rx / Drive Vaccine' },
  ],
  ['another driver with such a name', services('shldflt', 'diskptx'), { state: 'absent' }],
])('%s', async (_, listed, freeze) => {
  expect(await freezeOf({ [registry]: listed })).toEqual(freeze);
});

test('a registry that cannot be asked is unknown', async () => {
  expect(await freezeOf({})).toEqual({ state: 'unknown', product: null });
});

const product = 'Deep Freeze';
test.each<[string, Readonly<Record<string, Exit>>, string, Freeze['state']]>([
  ['1 is frozen', { [control]: { exitCode: 1, stdout: '' } }, system, 'frozen'],
  ['0 is thawed', { [control]: { exitCode: 0, stdout: '' } }, system, 'thawed'],
  ['2: no administrator', { [control]: { exitCode: 2, stdout: '' } }, system, 'unknown'],
  ['3: not on this edition', { [control]: { exitCode: 3, stdout: '' } }, system, 'unknown'],
  ['5: an internal error', { [control]: { exitCode: 5, stdout: '' } }, system, 'unknown'],
  ['no such command: the Standard edition', {}, system, 'unknown'],
  [
    'frozen, but the folder is on another drive',
    { [control]: { exitCode: 1, stdout: '' } },
    'T:\\drum',
    'unknown',
  ],
  [
    'the 32-bit place',
    { [control.replace('SysWOW64', 'System32')]: { exitCode: 1, stdout: '' } },
    system,
    'frozen',
  ],
])('Deep Freeze: %s', async (_, exits, folder, state) => {
  expect(await freezeOf({ [registry]: services('DFServ') }, exits, folder)).toEqual({ state, product });
});

const uwf = (...rows: readonly unknown[]): string => printedBatch({ uwf: { rows } });

test.each<[string, string, string, Freeze['state']]>([
  ['protects the drive', uwf({ enabled: true, drives: ['C:'] }), system, 'frozen'],
  ['protects another drive', uwf({ drives: ['C:', ''], enabled: true }), 'd:\\drum', 'thawed'],
  ['is switched off', uwf({ enabled: false, drives: ['C:'] }), system, 'thawed'],
  ['says nothing, as a stand-in of PowerShell', '', system, 'unknown'],
  ['is not there after all', uwf(), system, 'unknown'],
  ['may not be asked', printedBatch({ uwf: { error: 'HRESULT 0x80041003' } }), system, 'unknown'],
  ['says something else', uwf({ enabled: 'yes' }), system, 'unknown'],
])('UWF %s', async (_, stdout, folder, state) => {
  const exits = {
    [[powershell, ...powershellWords, batchScript([uwfQuery])].join(' ')]: { exitCode: 0, stdout },
  };
  expect(await freezeOf({ [registry]: services('UWFVol', 'uwfs') }, exits, folder)).toEqual({
    state,
    product: 'Unified Write Filter (UWF)',
  });
});

test('of several products the worst counts', async () => {
  const programs = { [registry]: services('diskpt', 'DFServ') };
  const frozen = { [control]: { exitCode: 1, stdout: '' } };
  expect(await freezeOf(programs, frozen)).toEqual({ state: 'frozen', product });
  const thawed = { [control]: { exitCode: 0, stdout: '' } };
  expect(await freezeOf(programs, thawed)).toEqual({ state: 'unknown', product: 'Shadow Defender' });
});
