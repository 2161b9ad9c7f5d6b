import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { repository } from './sample-tree.ts';

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  path: string;
  text: string;
}

/** All files below the named top-level folders whose name ends in one of the endings; an absent folder holds none. */
export async function sourceFiles(
  folders: readonly string[],
  endings: readonly string[],
): Promise<SourceFile[]> {
  const paths = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(repository, folder), { recursive: true }).catch(() => []);
      return names.map((name) => `${folder}/${name.replaceAll(sep, '/')}`);
    }),
  );
  const wanted = paths.flat().filter((path) => endings.some((ending) => path.endsWith(ending)));
  return Promise.all(
    wanted.map(async (path) => ({ path, text: await readFile(join(repository, path), 'utf8') })),
  );
}
