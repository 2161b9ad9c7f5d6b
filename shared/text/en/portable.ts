export const portableEn = {
  'portable.usage':
    '{word} is not understood. Usage: CAI-DAT.cmd [/Q] [/EN] [/SEAT:seat] [/ROOM:room] [/STATE:folder] [/IMAGE]',
  'portable.refused':
    '! Administrator rights are needed: run it again and agree, or ask who runs this machine.',
  'portable.unwritable': '! {folder} cannot be written.',
  'portable.unprotected':
    '! {folder} cannot be protected: the machine’s key would lie open, so nothing is installed. Check the drive (NTFS).',
  'portable.open':
    '! {folder} was there already and others may write into it: what it holds cannot be trusted. Delete it and run again.',
  'portable.notEmpty':
    '! {folder} holds other files, which nobody could open any more. Name a folder of its own, such as D:\\Schooldrum.',
  'portable.protected': 'Only administrators may enter {folder}.',
  'portable.protectedUnseen':
    '! The rights of {folder} could not be seen: look that only SYSTEM and Administrators may enter.',
  'portable.joined': 'This machine already belongs to {school}: it keeps its identity.',
  'portable.noToken':
    '! There is no token.txt beside CAI-DAT.cmd: put the join token there and run it again.',
  'portable.copied': 'The program is in {folder}.',
  'portable.locked': '! {file} cannot be replaced: restart the machine and run it again.',
  'portable.task': 'The task {task} starts the agent with Windows.',
  'portable.taskUnseen':
    '! The task {task} was not seen: the agent does not start with Windows yet. Run it again; until then: "{command}" run',
  'portable.running': 'The agent is running.',
  'portable.notRunning': '! The agent was not seen to run. Restart the machine and check: "{command}" doctor',
  'portable.done': 'Done.',
  'portable.doneUnseen': 'Installed, but something could not be seen to work: look at the lines with a !.',
  'portable.taskGone': 'The task {task} is gone.',
  'portable.taskLeft': '! The task {task} was not seen to be removed: look into the Task Scheduler.',
  'portable.removed': '{folder} is removed.',
  'portable.removedUnseen': '! Not all is removed: restart the machine and delete {folder}.',
} as const;
