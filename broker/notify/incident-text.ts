import { surenessOf } from '../../shared/domain/sureness.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Incident, Place } from './digest-facts.ts';
import { shortName } from './wrap-lines.ts';

const maxNames = 5;
/** A time that is known less well is said to be about then. */
const exactMs = 60_000;

/** The cause in words; a line that works badly is not called cut. */
export function causeText({ cause, impact }: Incident, text: Text): string {
  return text.say(impact === 'degraded' ? 'outage.degraded' : `cause.${cause}`);
}

/** What to do about it. */
export function adviceText({ cause, impact }: Incident, text: Text): string {
  return text.say(impact === 'degraded' ? 'digest.do.degraded' : `digest.do.${cause}`);
}

/** One that lasts: where, since when, how sure. */
export function openText(incident: Incident, atMs: number, text: Text): string {
  const { place, start, startWithinMs, confidence, witnesses } = incident;
  const words = text.t('digest.incident', {
    where: placeText(place, text),
    since: momentText(start, startWithinMs, text),
    span: spanText(atMs - start, text),
    sure: text.t(`confidence.${surenessOf(confidence)}`),
  });
  return witnesses === 0
    ? words
    : text.t('digest.witnessed', { incident: words, witnesses: text.number(witnesses) });
}

/** One that is over: what, where, from when, how long. */
export function endedText(incident: Incident, text: Text): string {
  const { place, start, startWithinMs, end } = incident;
  return text.t('digest.endedIncident', {
    cause: causeText(incident, text),
    where: placeText(place, text),
    since: momentText(start, startWithinMs, text),
    span: end === null ? '' : spanText(end - start, text),
  });
}

function placeText({ school, room, machine, line, isp, service, schools }: Place, text: Text): string {
  const parts = [
    service === null ? null : shortName(service),
    isp === null ? null : text.t('digest.isp', { isp: shortName(isp) }),
    school === null ? null : shortName(school),
    room === null ? null : shortName(room),
    machine === null ? null : text.t('digest.machine', { machine: shortName(machine) }),
    line === null ? null : lineText(line, text),
  ].filter((part) => part !== null);
  return school === null && schools.length > 0
    ? `${parts.join(', ')} (${schoolsText(schools, text)})`
    : parts.join(', ');
}

function lineText({ lineId, isp }: NonNullable<Place['line']>, text: Text): string {
  return text.t('digest.line', { line: isp === null ? lineId : `${lineId} (${shortName(isp)})` });
}

function schoolsText(schools: readonly string[], text: Text): string {
  const names = schools.slice(0, maxNames).map(shortName).join('; ');
  const count = text.number(schools.length);
  return text.t('digest.schools', { count, names: schools.length > maxNames ? `${names}; …` : names });
}

function momentText(atMs: number, withinMs: number, text: Text): string {
  const at = text.dateTime(atMs);
  return withinMs > exactMs ? text.t('digest.about', { at }) : at;
}
