import { setImmediate } from 'node:timers/promises';
import { snapshotMachine } from '../../shared/contract/snapshot-machine.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { snapshotText } from '../../shared/runtime/snapshot-text.ts';

/** Machines written in one turn. */
const machinesPerTurn = 250;
/** Quotes inside of any value are escaped, so that only the field itself reads like this. */
const noMachines = '"machines":[]';

/** The snapshot's one text, as `snapshotText` writes it, in turns: 5,000 machines at once would keep everybody waiting. */
export async function snapshotTextInTurns(snapshot: Snapshot): Promise<string> {
  const frame = snapshotText({ ...snapshot, machines: [] });
  const machines: string[] = [];
  for (let at = 0; at < snapshot.machines.length; at += machinesPerTurn) {
    for (const machine of snapshot.machines.slice(at, at + machinesPerTurn)) {
      machines.push(JSON.stringify(snapshotMachine.parse(machine)));
    }
    await setImmediate();
  }
  const place = frame.indexOf(noMachines) + noMachines.length - 1;
  return `${frame.slice(0, place)}${machines.join(',')}${frame.slice(place)}`;
}
