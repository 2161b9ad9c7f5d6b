import { removeFolder } from './program-files.ts';
import { stateFolder } from './settings.ts';
import { doneUnseen, exitCodes, type Setup } from './setup.ts';
import { deleteTask, endTask, taskName } from './task.ts';

const leaveAttempts = 10;
const leavePauseMs = 1_000;

/** Takes the machine out of its school and everything off it. The exit code of GO-BO.cmd. */
export async function uninstall(setup: Setup, removeLater: (folder: string) => void): Promise<number> {
  const { text, say, folders } = setup;
  endTask(setup);
  const task = deleteTask(setup);
  say(text.t(task === 'gone' ? 'portable.taskGone' : 'portable.taskLeft', { task: taskName }));
  const left = await leave(setup);
  if (left !== 0) return left;
  const isDataGone = await removeFolder(setup, folders.data);
  // A program cannot remove itself while it runs.
  const isOwnFolder = folders.source === folders.target;
  if (isOwnFolder) removeLater(folders.target);
  const isProgramGone = isOwnFolder || (await removeFolder(setup, folders.target));
  const areGone = isDataGone && isProgramGone;
  const folder = `${folders.target}, ${folders.data}`;
  say(text.t(areGone ? 'portable.removed' : 'portable.removedUnseen', { folder }));
  return areGone && task === 'gone' ? 0 : doneUnseen;
}

/** An agent that has just been told to stop may still hold its outbox. */
async function leave(setup: Setup): Promise<number> {
  const words = ['leave', '--state', stateFolder(setup), '--lang', setup.text.language];
  for (let attempt = 1; ; attempt += 1) {
    const left = setup.agent(setup.folders.source, ...words);
    if (left !== exitCodes.running || attempt === leaveAttempts) return left;
    await setup.wait(leavePauseMs);
  }
}
