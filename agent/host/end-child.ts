import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills a child and its own children: a grandchild that holds the pipe must not outlive its reader. POSIX ends the group that the
 * child leads. Windows has no such group: taskkill ends the tree while its root still runs; children of a root that ended by
 * itself stay, and are no longer read.
 * @param taskkillPath full path; without it the child alone ends on Windows
 */
export function endChild(child: ChildProcess, taskkillPath: string | undefined): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else if (child.exitCode === null) endTree(child, child.pid, taskkillPath);
  } catch {
    // Nothing of the group is left.
  }
}

function endTree(child: ChildProcess, pid: number, taskkillPath: string | undefined): void {
  const endAlone = (): void => {
    if (child.exitCode === null) child.kill('SIGKILL');
  };
  if (taskkillPath === undefined) {
    endAlone();
    return;
  }
  const words = ['/PID', String(pid), '/T', '/F'];
  const ending = spawn(taskkillPath, words, { shell: false, windowsHide: true, stdio: 'ignore' });
  ending.on('error', endAlone).on('exit', endAlone);
}
