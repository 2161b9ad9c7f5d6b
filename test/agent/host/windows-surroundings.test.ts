import { expect, test } from 'vitest';
import type { HostFacts } from '../../../agent/host/host.ts';
import { inWindows } from '../../../agent/host/windows-folder.ts';
import { windowsSurroundings } from '../../../agent/host/windows-surroundings.ts';

const environment = {
  SystemRoot: 'D:\\Win',
  ProgramFiles: 'D:\\Program Files',
  TEMP: 'D:\\Win\\TEMP',
  USERNAME: 'cô Lan',
  PSModulePath: 'E:\\planted',
  PATH: 'E:\\planted',
};

const pathOf = (over: Partial<HostFacts>, path: string): string =>
  inWindows({ facts: () => ({ ...over }) as HostFacts }, path);

test('children are told where things are, not who works here nor where to look for modules', () => {
  expect(windowsSurroundings(environment, 'x64')).toEqual({
    facts: { systemRoot: 'D:\\Win', isWow64: false },
    variables: { SystemRoot: 'D:\\Win', ProgramFiles: 'D:\\Program Files', TEMP: 'D:\\Win\\TEMP' },
  });
});

test('a 32-bit runtime sees the System32 of a 64-bit Windows as Sysnative, and nothing else elsewhere', () => {
  const { facts } = windowsSurroundings({ ...environment, PROCESSOR_ARCHITEW6432: 'AMD64' }, 'ia32');
  expect(pathOf({ ...facts }, 'System32\\reg.exe')).toBe('D:\\Win\\Sysnative\\reg.exe');
  expect(pathOf({ ...facts }, 'SysWOW64\\DFC.exe')).toBe('D:\\Win\\SysWOW64\\DFC.exe');
  for (const architecture of ['x64', 'arm64']) {
    const other = windowsSurroundings({ ...environment, PROCESSOR_ARCHITEW6432: 'AMD64' }, architecture);
    expect(pathOf({ ...other.facts }, 'System32\\reg.exe')).toBe('D:\\Win\\System32\\reg.exe');
  }
  expect(windowsSurroundings(environment, 'ia32').facts?.isWow64).toBe(false);
  expect(pathOf({}, 'System32\\reg.exe')).toBe('C:\\Windows\\System32\\reg.exe');
});
