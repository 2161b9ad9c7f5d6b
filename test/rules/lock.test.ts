import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../tools/rules/sample-tree.ts';

interface Locked {
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const readJson = async (name: string) => JSON.parse(await readFile(join(repository, name), 'utf8'));
const packages: Record<string, Locked> = (await readJson('package-lock.json')).packages;
const manifest = await readJson('package.json');

/** True when the package at `path` would find `name` where Node looks: in its own node_modules, then in each above. */
function isLocked(path: string, name: string): boolean {
  if (`${path === '' ? '' : `${path}/`}node_modules/${name}` in packages) return true;
  return (
    path !== '' && isLocked(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/', path.length))), name)
  );
}

test('the lock file is of this package.json', () => {
  const { dependencies, devDependencies, optionalDependencies } = packages[''] ?? {};
  expect({ dependencies, devDependencies, optionalDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
    optionalDependencies: manifest.optionalDependencies,
  });
});

// npm ci refuses a lock that lacks a package of a foreign platform, which a registry without that package writes.
test('the lock file names every package of every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, locked]) =>
    Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path} → ${name}`),
  );
  expect(missing).toEqual([]);
});

test('versions are exact, and whether an install script may run is decided for each package that has one', () => {
  const versions = Object.values({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  const scripted = Object.entries(packages).filter(([, locked]) => locked.hasInstallScript);
  const undecided = scripted
    .map(([path]) => path.replace(/.*node_modules\//, ''))
    .filter((name) => !(name in manifest.allowScripts));
  expect(undecided).toEqual([]);
});
