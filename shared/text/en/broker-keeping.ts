/** Copies of the installation, its certificate authority and its addresses. */
export const brokerKeepingEn = {
  'error.SD-AUTHORITY-NOT-CHANGING': 'No change of the certificate authority is under way.',
  'error.SD-AUTHORITY-NOT-CHANGING.do': 'Begin one: schooldrum-broker authority begin.',
  'error.SD-AUTHORITY-NOT-READY':
    '{waiting} of {holders|# machine or person|# machines and people} {waiting|has|have} no new certificate yet; finishing now would shut them out.',
  'error.SD-AUTHORITY-NOT-READY.do':
    'List them: schooldrum-broker authority status; wait until they have connected, or add --force.',
  'error.SD-BACKUP-INVALID': '{path} is no backup of Schooldrum ({reason}).',
  'error.SD-BACKUP-INVALID.do': 'Name a folder that schooldrum-broker backup has made.',
  'error.SD-BACKUP-DAMAGED': 'The backup {path} is damaged: {file}.',
  'error.SD-BACKUP-DAMAGED.do': 'Use another backup; nothing was changed.',
  'error.SD-BACKUP-NEWER': 'The backup {path} was made by a newer version ({version}).',
  'error.SD-BACKUP-NEWER.do': 'Install that version, then restore again.',
  'error.SD-FOLDER-NOT-EMPTY': '{path} is there already.',
  'error.SD-FOLDER-NOT-EMPTY.do': 'Name a folder that does not exist.',
  'broker.cli.token.seats': 'seats of the room: what is missing is told from them',
  'broker.cli.token.qr': 'show the token as a QR code too',
  'broker.cli.token.sheet': 'write two A4 pages (PDF) for the officer and the headmaster too',
  'broker.said.no-qr': 'The token is too long for a QR code.',
  'broker.said.sheet': 'Sheet written to {path}; it holds the token.',
  'broker.column.uses': 'Used',
  'broker.cli.backup': 'copy the installation, also while it runs',
  'broker.cli.backup.output': 'folder to make; it holds the key of the certificate authority',
  'broker.cli.backup.authority': 'the authority and the settings only, without the database',
  'broker.cli.restore': 'make a data folder of a backup',
  'broker.cli.restore.data': 'data folder to make; not there yet, or empty',
  'broker.cli.authority': 'the installation’s certificate authority',
  'broker.cli.authority.status': 'show the authority, and how far its change has come',
  'broker.cli.authority.begin': 'begin a change: both authorities are trusted',
  'broker.cli.authority.finish': 'finish the change: the old authority is trusted no more',
  'broker.cli.authority.cancel': 'give up the next authority; ends with finish',
  'broker.cli.authority.force': 'finish although machines would be shut out',
  'broker.cli.addresses': 'where machines look for this broker',
  'broker.cli.addresses.show': 'show them, and how many machines have not confirmed new ones',
  'broker.cli.addresses.set': 'tell every machine new addresses; old ones stay until a new one has worked',
  'broker.cli.addresses.format': 'an address: HOST[:MQTT-PORT[:HTTPS-PORT]]; IPv6 in [ ]',
  'broker.said.backed-up': 'Copied to {path} ({size} MB); keep it like a key.',
  'broker.said.restored':
    'Restored to {path} from the backup of {date}. Next: schooldrum-broker serve --data {path}',
  'broker.said.restored-authority':
    'The authority is restored to {path} from the backup of {date}. Next: schooldrum-broker init --data {path}',
  'broker.said.addresses':
    '{count|# machine is told|# machines are told}; old addresses stay until a new one has worked.',
  'broker.said.address': 'Addresses: {addresses}',
  'broker.said.moving': 'Moving to: {addresses}; {count|# machine has not|# machines have not} confirmed.',
  'broker.said.authority-single': 'Authority {ca}: {holders|# machine or person|# machines and people}.',
  'broker.said.authority-changing':
    'The authority changes from {ca} to {next}: {ready} of {holders|# machine or person|# machines and people} {ready|is|are} ready.',
  'broker.said.authority-cancelling':
    'Back to the authority {ca}: {ready} of {holders|# machine or person|# machines and people} {ready|is|are} ready.',
  'broker.said.authority-waiting': 'Not ready, {count|# machine or person|# machines and people}: {who}',
  'broker.said.authority-tokens': '{count|# join token|# join tokens} will be void when it is finished.',
  'broker.said.authority-finished':
    'The authority is {ca} now. {count|# join token is void: make a new one|# join tokens are void: make new ones}.',
} as const;
