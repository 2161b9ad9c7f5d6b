import { withChanges } from './changes.ts';
import { anchor } from './cursor.ts';
import { derive, type Reference } from './derive.ts';
import type { ConsoleEvent, Step } from './event.ts';
import type { Model } from './model.ts';
import type { Fleet } from './picture.ts';
import { listOf, pressKey, typeText } from './press-key.ts';

/** The next model and what the world is asked to do: pure, so that any run of events can be replayed. */
export function update(model: Model, event: ConsoleEvent, reference: Reference): Step {
  const step = apply(model, event);
  const derived = derive(step.model, model, reference);
  const list = listOf(derived);
  return { ...step, model: list === null ? derived : anchor(derived, list) };
}

function apply(model: Model, event: ConsoleEvent): Step {
  switch (event.kind) {
    case 'key':
      return pressKey(model, event.key);
    case 'text':
      return only(typeText(model, event.text));
    case 'resize':
      return only({ ...model, size: event.size });
    case 'tick':
      return only({ ...model, nowMs: event.nowMs });
    case 'link':
      return only(withLink(model, event.link));
    case 'refusal':
      return only({ ...model, refusal: event.problem });
    case 'fleet':
      return only(withFleet(model, event.fleet, event.nowMs));
    case 'roster':
      return only({ ...model, roster: event.roster });
    case 'lines':
      return only({ ...model, lines: event.lines, nowMs: event.nowMs });
    case 'detail':
      return only(withDetail(model, event));
  }
}

function only(model: Model): Step {
  return { model, effects: [] };
}

function withLink(model: Model, link: Model['link']): Model {
  return link.kind === 'online' && model.link.kind === 'online' ? model : { ...model, link };
}

function withFleet(model: Model, fleet: Fleet, nowMs: number): Model {
  if (model.isPaused) return { ...model, waiting: fleet, refusal: null };
  const changes =
    model.fleet === null
      ? model.changes
      : withChanges(model.changes, model.fleet.devices, fleet.devices, nowMs);
  return { ...model, fleet, nowMs, refusal: null, changes };
}

function withDetail(model: Model, event: Extract<ConsoleEvent, { kind: 'detail' }>): Model {
  const { deviceId, answer } = event;
  if (model.detail?.deviceId !== deviceId) return model;
  const detail = answer.ok
    ? ({ kind: 'shown', deviceId, device: answer.value } as const)
    : ({ kind: 'failed', deviceId, problem: answer.error } as const);
  return { ...model, detail };
}
