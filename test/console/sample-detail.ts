import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import { sampleFinding, sampleUpgrade } from './sample-findings.ts';
import { sampleDevice, sampleNowMs } from './sample-fleet.ts';

const { antivirus, ...row } = sampleDevice(0, 0);

/** Everything of one sample machine; the first in the devices screen's order by school. */
export const sampleDetail: DeviceDetail = {
  facts: {
    ...row,
    schoolName: 'TH Kim Đồng',
    antivirus: { state: antivirus },
    cpu: { model: 'Intel(R) Core(TM) i3-7100 CPU @ 3.90GHz', cores: 2, threads: 4 },
    disks: [{ device: 'sda', sizeBytes: 500_107_862_016, kind: 'hdd' }],
    outcomes: [
      { collector: 'hardware', outcome: 'ok', ms: 12 },
      { collector: 'antivirus', outcome: 'denied', ms: 3 },
    ],
  },
  readings: [],
  hashes: {},
  firstSeen: sampleNowMs - 30 * 86_400_000,
  agentVersion: '0.1.0',
  weakIdentity: true,
  confirmedGoodAt: null,
  conditions: [],
  mergedIds: [],
  findings: [
    sampleFinding(0, { code: 'os-unsupported', severity: 'high' }),
    sampleFinding(0, { code: 'frozen-disk', severity: 'medium', status: 'acknowledged' }),
    sampleFinding(0, { code: 'antivirus-outdated', severity: 'high', explainedBy: 'frozen-disk' }),
    sampleFinding(0, { code: 'autorun-on', severity: 'low' }),
  ],
  upgrade: sampleUpgrade,
  displays: [
    {
      ...{ kind: 'monitor', vendor: 'DEL', name: 'DELL E1916H', serial: null, year: 2019 },
      ...{ widthMm: 410, heightMm: 230, isInternal: false },
    },
    {
      ...{ kind: 'projector?', vendor: 'SEC', name: 'EPSON PJ', serial: null, year: 2017 },
      ...{ widthMm: null, heightMm: null, isInternal: false },
    },
  ],
  diskHealth: [
    { device: 'sda', model: 'ST500DM002', health: 'failing', reasons: ['pending-sectors'] },
    { device: 'sdb', model: null, health: 'ok', reasons: [] },
  ],
  events: [
    { at: sampleNowMs - 60_000, timeQuality: 'anchored', kind: 'born', detail: '0.1.0 conn 1' },
    { at: sampleNowMs - 3_600_000, timeQuality: 'anchored', kind: 'lost', detail: null },
  ],
};
