import { type CalendarTable, calendarSchema } from '../contract/calendar-rules.ts';
import calendar from './calendar.json' with { type: 'json' };

/** Vietnam's default calendar, 2024–2028; Tết dates are this software's assumption, since every province sets its own. */
export function shippedCalendar(): CalendarTable {
  return calendarSchema.parse(calendar);
}
