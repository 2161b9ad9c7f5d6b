import { bindings, keyGroups, keyText } from '../../console/keys.ts';
import { code, document, type Page, table } from './markdown.ts';
import { words } from './words.ts';

export const keysPage: Page = {
  file: 'keys.md',
  render: () =>
    document('Keys', [
      'Keys of the console (`schooldrum watch`). They are Latin letters without marks, so that they work while a Vietnamese input method is on.',
      ...keyGroups.flatMap((group) => [
        `## ${words('en', `keys.${group}`)} · ${words('vi', `keys.${group}`)}`,
        table(
          ['key', 'English', 'tiếng Việt'],
          bindings
            .filter((binding) => binding.group === group)
            .map(({ action, shown }) => [
              code(shown),
              words('en', keyText(action)),
              words('vi', keyText(action)),
            ]),
        ),
      ]),
    ]),
};
