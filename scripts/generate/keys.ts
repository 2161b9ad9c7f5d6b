import { bindings, keyGroups, keyText } from '../../console/keys.ts';
import { createText } from '../../shared/text/create-text.ts';
import { code, document, type Page, table } from './markdown.ts';

const vi = createText('vi');
const en = createText('en');

export const keysPage: Page = {
  file: 'keys.md',
  render: () =>
    document('Keys', [
      'Keys of the console (`schooldrum watch`). They are Latin letters without marks, so that they work while a Vietnamese input method is on.',
      ...keyGroups.flatMap((group) => [
        `## ${en.say(`keys.${group}`)} · ${vi.say(`keys.${group}`)}`,
        table(
          ['key', 'English', 'tiếng Việt'],
          bindings
            .filter((binding) => binding.group === group)
            .map(({ action, shown }) => [code(shown), en.t(keyText(action)), vi.t(keyText(action))]),
        ),
      ]),
    ]),
};
