import { expect, test } from 'vitest';
import { spokenVersions } from '../../shared/contract/compatibility.ts';
import {
  contractVersion,
  inFlightWindow,
  maxFrameBytes,
  maxWireBytes,
} from '../../shared/contract/limits.ts';
import { orderBody } from '../../shared/contract/order.ts';
import { factSchemas, reading } from '../../shared/contract/readings.ts';
import { antivirusStates, deviceStates, presences, roles } from '../../shared/domain/device.ts';
import { outageCauses } from '../../shared/domain/outage.ts';
import { absentReasons, outcomes, sections } from '../../shared/domain/reading.ts';

test('enumerations are the contract’s, in its order', () => {
  expect(outcomes).toEqual(['ok', 'no-data', 'unsupported', 'denied', 'failed', 'timed-out']);
  expect(outageCauses).toEqual([
    ...[
      'machine-off',
      'agent-stopped',
      'room',
      'school-power',
      'lan',
      'line',
      'isp',
      'service',
      'broker',
      'holiday',
    ],
  ]);
  expect(absentReasons).toEqual([...outcomes.slice(1), 'frozen']);
  expect(roles).toEqual(['student', 'teacher', 'office', 'department', 'server', 'unknown']);
  expect(deviceStates).toEqual(['pending', 'approved', 'broken', 'in-repair', 'stored', 'retired']);
  expect(antivirusStates).toEqual(['on', 'outdated', 'snoozed', 'expired', 'off', 'unknown']);
  expect(presences).toEqual(['online', 'quiet', 'silent', 'missing']);
});

test('every section has facts', () => {
  expect(Object.keys(factSchemas)).toEqual([...sections]);
  expect(reading.options.map(({ shape }) => [...shape.section.values][0])).toEqual([...sections]);
});

test('orders are those of the contract', () => {
  expect(orderBody.options.map(({ shape }) => [...shape.kind.values][0])).toEqual([
    'welcome',
    'stored',
    'resend',
    'collect-now',
    'probe',
    'probe-lease',
    'set-cadence',
    'set-addresses',
    'renew',
    'split',
    'update',
  ]);
});

test('limits', () => {
  expect([contractVersion, maxWireBytes, maxFrameBytes, inFlightWindow]).toEqual([1, 49_152, 65_536, 10]);
});

test('this build speaks its own version first', () => {
  expect(spokenVersions[0]).toBe(contractVersion);
});
