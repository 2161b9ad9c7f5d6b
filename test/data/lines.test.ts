import { expect, test } from 'vitest';
import { shippedLineThresholds, shippedLineThresholdTable } from '../../shared/data/line-thresholds.ts';
import { shippedServices } from '../../shared/data/services.ts';

test('every threshold of lines has its source, and the ranges make sense', () => {
  const { media, ...rows } = shippedLineThresholdTable();
  const all = [...media, ...Object.values(rows)];
  expect(
    all.every(({ source, sourceDate, status }) => source !== '' && sourceDate !== '' && status !== 'norm'),
  ).toBe(true);
  for (const one of media) {
    expect(one.minLatencyMs).toBeLessThan(one.maxLatencyMs);
    expect(one.minJitterMs).toBeLessThan(one.maxJitterMs);
    expect(one.minSymmetry).toBeLessThan(one.maxSymmetry);
  }
  expect(new Set(media.map(({ medium }) => medium)).size).toBe(media.length);
});

test('a latency that fits a fibre is never one that contradicts it', () => {
  const { media, mobileLikeLatencyMs, copperLikeLatencyMs, rateReachedShare, rateShortShare, ...rest } =
    shippedLineThresholds();
  expect(media.fibre?.maxLatencyMs).toBeLessThan(Math.min(mobileLikeLatencyMs, copperLikeLatencyMs));
  expect(rateShortShare).toBeLessThan(rateReachedShare);
  expect(rest.opticalWeakDbm).toBeLessThan(rest.opticalStrongDbm);
  expect(rest.slowPortMbps).toBeLessThan(rest.fastLineMbps);
});

test('shared services have one id each, an address unless everybody has their own, and names in Vietnamese', () => {
  const services = shippedServices();
  expect(new Set(services.map(({ service }) => service)).size).toBe(services.length);
  expect(services.map(({ service }) => service)).toEqual(
    expect.arrayContaining([
      'csdl',
      'pcgd',
      'temis',
      'taphuan',
      'hop',
      'moet',
      'vnedu',
      'smas',
      'eoffice',
      'lms',
    ]),
  );
  for (const one of services) {
    expect(one.name).toBe(one.name.normalize('NFC'));
    if (one.state !== 'unset') expect(new URL(one.url).protocol).toBe('https:');
  }
});
