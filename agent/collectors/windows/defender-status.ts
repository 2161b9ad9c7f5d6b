import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import type { Fact } from '../../collector.ts';
import { mapFact } from '../facts.ts';
import { defined } from '../text.ts';
import { cimBoolean, cimText, cimTime, readRow } from './cim-values.ts';
import { cimDword } from './dword.ts';

type Defender = NonNullable<Facts['antivirus']['defender']>;

const statusRow = z.object({
  AMRunningMode: cimText(64),
  AMServiceEnabled: cimBoolean,
  AntivirusEnabled: cimBoolean,
  RealTimeProtectionEnabled: cimBoolean,
  OnAccessProtectionEnabled: cimBoolean,
  BehaviorMonitorEnabled: cimBoolean,
  IoavProtectionEnabled: cimBoolean,
  IsTamperProtected: cimBoolean,
  AntivirusSignatureAge: cimDword,
  AntivirusSignatureLastUpdated: cimTime,
  AntivirusSignatureVersion: cimText(64),
  AMEngineVersion: cimText(64),
  QuickScanAge: cimDword,
  FullScanAge: cimDword,
  ProductStatus: cimDword,
});

/** MSFT_MpComputerStatus, raw: 65535 and 4294967295 travel as they are. Where it was not asked there is no row: `no-data`. */
export function readDefender(answer: Fact<readonly unknown[]>): Fact<Defender> {
  return mapFact(readRow(answer, statusRow), (row) => {
    const status: Defender = defined({
      runningMode: row.AMRunningMode,
      isServiceEnabled: row.AMServiceEnabled,
      isAntivirusEnabled: row.AntivirusEnabled,
      isRealTimeEnabled: row.RealTimeProtectionEnabled,
      isOnAccessEnabled: row.OnAccessProtectionEnabled,
      isBehaviorMonitorEnabled: row.BehaviorMonitorEnabled,
      isDownloadScanEnabled: row.IoavProtectionEnabled,
      isTamperProtected: row.IsTamperProtected,
      signatureAgeDays: row.AntivirusSignatureAge,
      signatureAt: row.AntivirusSignatureLastUpdated,
      signatureVersion: row.AntivirusSignatureVersion,
      engineVersion: row.AMEngineVersion,
      quickScanAgeDays: row.QuickScanAge,
      fullScanAgeDays: row.FullScanAge,
      productStatus: row.ProductStatus,
    });
    return Object.keys(status).length === 0 ? undefined : status;
  });
}
