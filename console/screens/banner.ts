import type { Text } from '../../shared/text/text.ts';
import type { Model } from '../state/model.ts';

/** Why there are no fresh data and when they may come; null when all is well. */
export function bannerText({ link, refusal, fleet, nowMs }: Model, text: Text): string | null {
  if (link.kind === 'disconnected') {
    const seconds = Math.max(0, Math.ceil((link.retryAtMs - nowMs) / 1000));
    return text.t('banner.disconnected', { problem: text.error(link.problem), seconds });
  }
  if (link.kind === 'stale') {
    return text.t('banner.stale', { at: fleet === null ? '—' : text.dateTime(fleet.at) });
  }
  return refusal === null ? null : text.t('banner.refusal', { problem: text.error(refusal) });
}
