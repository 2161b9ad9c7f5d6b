export const brokerEn = {
  'error.SD-STORE-UNREADABLE': 'The database {path} cannot be used ({reason}).',
  'error.SD-STORE-UNREADABLE.do': 'Check the disk and its permissions, or restore the last backup.',
  'error.SD-STORE-NEWER': 'The database {path} was written by a newer version (schema {version}).',
  'error.SD-STORE-NEWER.do': 'Install that version again; going back is not possible.',
} as const;
