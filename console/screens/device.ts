import type { DeviceDetail, DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { Text } from '../../shared/text/text.ts';
import { beside, fold, type Line, line, rule, span } from '../components/line.ts';
import { fit } from '../rows/cell.ts';
import { memoryText, presenceGlyphs, presenceHealth } from '../rows/device-rows.ts';
import { findingTitle } from '../rows/finding-columns.ts';
import type { Model } from '../state/model.ts';
import { deviceFactLines } from './devices.ts';
import { healthTones } from './schools.ts';
import { scrolled } from './scrolled.ts';
import { factLine } from './table.ts';

/** Everything the broker holds of one machine. */
export function drawDevice(model: Model, text: Text): Line[] {
  const { detail } = model;
  if (detail === null || detail.kind === 'loading') return [line(` ${text.t('device.loading')}`, 'muted')];
  if (detail.kind === 'failed') return [line(` ✗ ${text.error(detail.problem)}`, 'bad')];
  return scrolled(detailLines(detail.device, text, model.size.columns), model);
}

function detailLines(device: DeviceDetail, text: Text, columns: number): Line[] {
  const { facts } = device;
  const half = Math.floor(columns / 2);
  const row = { ...facts, antivirus: facts.antivirus.state };
  const left = [
    [
      span(` ${presenceGlyphs[facts.presence]}`, healthTones[presenceHealth[facts.presence]]),
      span(` ${facts.hostname ?? facts.deviceId}`, 'title'),
      span(`  ${text.t(`presence.${facts.presence}`)}`),
    ],
    ...deviceFactLines(row, facts.schoolName, text, half - 2)
      .flatMap((one) => fold(one, half - 2))
      .map((one) => [span(' '), ...one]),
  ];
  const hardware = hardwareLines(device, text).flatMap((one) => fold(one, columns - half - 2));
  const right = [...hardware, ...collectorLines(facts, text, half)];
  return [
    ...beside(left, right, half, columns - half),
    ...findingLines(device, text, columns),
    rule(columns, text.t('section.events')),
    ...device.events.map(({ at, kind, detail }) =>
      line(` ${text.dateTime(at)}  ${eventText(kind, text)}${detail === null ? '' : `  ${detail}`}`),
    ),
  ];
}

const severityTones = { critical: 'bad', high: 'bad', medium: 'warn', low: 'muted' } as const;

/** What is wrong with it and since when, causes first; a symptom names its own. */
function findingLines({ findings, facts }: DeviceDetail, text: Text, columns: number): Line[] {
  if (findings.length === 0) return [];
  const score = facts.risk === null ? '—' : text.number(facts.risk);
  return [
    rule(columns, `${text.t('section.findings')}  ${text.t('pane.risk')} ${score}`),
    ...findings.map(({ code, severity, since, status, explainedBy }) =>
      line(
        [
          ` ${severity === 'low' ? '·' : '▲'} ${fit(text.say(`severity.${severity}`), 12)}`,
          findingTitle(code, text),
          `${text.t('column.since').toLowerCase()} ${text.date(since)}`,
          ...(status === 'open' ? [] : [text.t(`findingStatus.${status}`)]),
          ...(explainedBy === null
            ? []
            : [`${text.t('column.explainedBy').toLowerCase()}: ${findingTitle(explainedBy, text)}`]),
        ].join('  '),
        explainedBy === null ? severityTones[severity] : 'muted',
      ),
    ),
  ];
}

/** A kind that this console does not know yet is shown by its own name. */
function eventText(kind: string, text: Text): string {
  const key = `event.${kind}`;
  const said = text.say(key);
  return said === key ? kind : said;
}

function hardwareLines(detail: DeviceDetail, text: Text): Line[] {
  const { facts, firstSeen, agentVersion, weakIdentity, confirmedGoodAt, upgrade } = detail;
  const known = (value: number | null) => (value === null ? '—' : text.number(value));
  const disks = facts.disks.map(({ device, sizeBytes, kind }) =>
    [device, memoryText(sizeBytes, text), kind ?? ''].join(' ').trim(),
  );
  return [
    factLine(
      text.t('pane.cpu'),
      text.t('pane.cpuValue', {
        model: facts.cpu.model ?? '—',
        cores: known(facts.cpu.cores),
        threads: known(facts.cpu.threads),
      }),
    ),
    factLine(text.t('pane.disks'), disks.length === 0 ? '—' : disks.join(', ')),
    ...peripheralLines(detail, text),
    factLine(text.t('pane.firstSeen'), text.dateTime(firstSeen)),
    factLine(text.t('pane.agent'), agentVersion ?? '—'),
    ...(confirmedGoodAt === null
      ? []
      : [factLine(text.t('pane.confirmedGood'), text.dateTime(confirmedGoodAt))]),
    ...(upgrade === null
      ? []
      : [
          factLine(
            text.t('pane.upgrade'),
            `Windows 11: ${text.t(`windowsEleven.${upgrade.windowsEleven}`)}  ${text.t(`action.${upgrade.action}`)}`,
          ),
        ]),
    ...(weakIdentity ? [line(`▲ ${text.t('pane.weakIdentity')}`, 'warn')] : []),
  ];
}

/** Disks that are not well, monitors and projectors. */
function peripheralLines({ diskHealth, displays }: DeviceDetail, text: Text): Line[] {
  const unwell = diskHealth.filter(({ health }) => health === 'failing' || health === 'warning');
  const shown = displays.map(({ vendor, name, year, kind }) =>
    [vendor, name, year, kind === 'monitor' ? null : text.t(`displayKind.${kind}`)]
      .filter((part) => part !== null)
      .join(' '),
  );
  return [
    ...unwell.map(({ device, health, reasons }) =>
      line(
        `▲ ${device} ${text.t(`diskState.${health}`)}: ${reasons.join(', ')}`,
        health === 'failing' ? 'bad' : 'warn',
      ),
    ),
    ...(shown.length === 0 ? [] : [factLine(text.t('pane.displays'), shown.join(', '))]),
  ];
}

/** What each collector said last time: an absent fact has its reason here. */
function collectorLines(facts: DeviceFacts, text: Text, width: number): Line[] {
  return [
    rule(width - 2, text.t('section.collectors')),
    ...facts.outcomes.map(({ collector, outcome, ms }) =>
      line(
        `${outcome === 'ok' ? '✓' : '·'} ${collector.padEnd(11)} ${text.t(`outcome.${outcome}`)}  ${ms} ms`,
        outcome === 'ok' ? 'plain' : 'muted',
      ),
    ),
  ];
}
