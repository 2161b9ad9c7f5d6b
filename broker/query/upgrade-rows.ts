import type { UpgradeRow } from '../../shared/contract/finding-rows.ts';
import type { Upgrade } from '../../shared/domain/upgrade.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import type { FindingStore } from '../store/finding-port.ts';
import { schoolNameIn } from './finding-scope.ts';

/** What can be done for machines, as of their last judgement; nothing is known of one that nobody judged yet. */
export async function upgradeRows(
  store: Pick<FindingStore, 'judgedMachines'>,
  devices: readonly TrackedDevice[],
  tree: UnitTree,
): Promise<UpgradeRow[]> {
  const judged = await store.judgedMachines(devices.map(({ deviceId }) => deviceId));
  return devices.map((device) => {
    const { deviceId, schoolCode, room, facts } = device;
    const machine = judged.get(deviceId);
    return {
      ...{ schoolCode, schoolName: schoolNameIn(tree, schoolCode), room },
      ...{ deviceId, hostname: facts.system.hostname },
      model: machine?.model ?? null,
      cpu: facts.hardware.cpu.model,
      ...upgradeFields(machine?.upgrade ?? notKnown, facts.hardware.memoryBytes),
    };
  });
}

const notKnown: Upgrade = {
  windowsEleven: 'unknown',
  reasons: [],
  memoryBytes: null,
  freeMemorySlots: null,
  maxMemoryBytes: null,
  supportEnds: null,
  action: 'unknown',
};

function upgradeFields(upgrade: Upgrade, memoryBytes: number | null) {
  return { ...upgrade, memoryBytes: upgrade.memoryBytes ?? memoryBytes, reasons: [...upgrade.reasons] };
}
