import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Roster } from '../planning/live-needs.ts';
import type { Link } from './fleet-sync.ts';
import type { Lines, Model, Size } from './model.ts';
import type { Fleet } from './picture.ts';

/** Everything that can happen to the console. */
export type ConsoleEvent =
  /** A key by name (`enter`), or the character it gives. */
  | { readonly kind: 'key'; readonly key: string }
  /** Text that was typed or pasted into the filter. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'resize'; readonly size: Size }
  | { readonly kind: 'tick'; readonly nowMs: number }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'refusal'; readonly problem: AppError }
  | { readonly kind: 'fleet'; readonly fleet: Fleet; readonly nowMs: number }
  | { readonly kind: 'roster'; readonly roster: Roster }
  | { readonly kind: 'lines'; readonly lines: Lines; readonly nowMs: number }
  | {
      readonly kind: 'detail';
      readonly deviceId: string;
      readonly answer: Result<DeviceDetail, AppError>;
    };

/** What the world is asked to do after an event. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'load-lines' }
  | { readonly kind: 'load-device'; readonly deviceId: string };

/** A model and what the world is asked to do. */
export type Step = { readonly model: Model; readonly effects: readonly Effect[] };
