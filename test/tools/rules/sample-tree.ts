import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Resources } from '../../support/resources.ts';

/** The repository's folder. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const settings = ['package.json', 'tsconfig.json', 'biome.json', '.dependency-cruiser.cjs'];

/** Writes files (path → text) into a temporary folder that has the repository's settings and packages; returns the folder. */
export async function sampleTree(resources: Resources, files: Record<string, string>): Promise<string> {
  const folder = await resources.folder();
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await Promise.all(settings.map((name) => copyFile(join(repository, name), join(folder, name))));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Runs a script of an installed package in a folder and returns what it wrote to stdout; checkers exit with 1 on findings. */
export function runPackage(folder: string, script: string, options: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = [join(repository, 'node_modules', script), ...options];
    execFile(process.execPath, command, { cwd: folder, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`${script} printed nothing: ${error?.message ?? stderr}`));
      else resolve(stdout);
    });
  });
}
