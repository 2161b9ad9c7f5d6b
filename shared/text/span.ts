import type { Text } from './text.ts';

/** A span of time in its two largest parts: `3 ngày 4 giờ`, `2 giờ 5 phút`, `12 phút`. */
export function spanText(spanMs: number, text: Text): string {
  const minutes = Math.max(0, Math.round(spanMs / 60_000));
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  if (days > 0) return text.t('span.days', { days: text.number(days), hours });
  return hours > 0
    ? text.t('span.hours', { hours, minutes: minutes % 60 })
    : text.t('span.minutes', { minutes });
}
