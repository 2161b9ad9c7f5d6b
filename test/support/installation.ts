import { createAuthority } from '../../broker/enrol/authority.ts';
import { createAuthorityFolder, readAuthorityFolder } from '../../broker/enrol/authority-folder.ts';
import { openSqliteStore } from '../../broker/store/sqlite-store.ts';
import type { Store } from '../../broker/store/store.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Resources } from './resources.ts';

/** A real authority in a temporary folder. */
export async function openTestAuthority(
  resources: Resources,
  clock: Clock,
  hosts: readonly string[] = ['localhost'],
) {
  const folder = await resources.folder();
  const made = await createAuthorityFolder(folder, hosts);
  if (!made.ok) throw new Error(made.error.code);
  const files = await readAuthorityFolder(folder);
  if (!files.ok) throw new Error(files.error.code);
  return { folder, files: files.value, authority: createAuthority({ clock }, files.value) };
}

const rootUnit = {
  unitId: 'root',
  parentId: null,
  kind: 'province',
  name: 'Tỉnh A',
  code: null,
} as const;

/** A store in memory with a root unit. */
export async function openTestStore(resources: Resources): Promise<Store> {
  const opened = openSqliteStore(':memory:');
  if (!opened.ok) throw new Error(opened.error.code);
  const store = resources.closing(opened.value);
  await store.saveOrg({ at: 0, actor: 'test', units: [rootUnit], rows: [] });
  return store;
}
