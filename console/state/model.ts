import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import type { LineRow, OutageRow } from '../../shared/contract/line-rows.ts';
import type { Needs } from '../../shared/domain/need.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Language } from '../../shared/text/text.ts';
import type { Roster } from '../planning/live-needs.ts';
import type { DeviceLine } from '../rows/device-rows.ts';
import type { LineLine } from '../rows/line-rows.ts';
import type { SchoolLine } from '../rows/school-rows.ts';
import type { Uncounted } from '../rows/uncounted.ts';
import type { ThemeName } from '../theme.ts';
import type { Change } from './changes.ts';
import type { Link } from './fleet-sync.ts';
import type { Fleet } from './picture.ts';

/** Screens with a list, where the cursor, the filter and the order live. */
export const listNames = ['overview', 'schools', 'devices', 'lines', 'needs'] as const;
export type ListName = (typeof listNames)[number];
export type ScreenName = ListName | 'device' | 'help';

export type Sort = { readonly column: string; readonly isDescending: boolean };

export type ListState = {
  /** The cursor sits on a row, not on a line: it follows the row when the order changes. */
  readonly selectedId: string | null;
  /** Where the cursor was last: it stays near when its row is gone. */
  readonly index: number;
  readonly top: number;
  /** Until the reader moves it, the cursor stays on the first row, whichever that is. */
  readonly isMoved: boolean;
  readonly filter: string;
  readonly sort: Sort;
  /** Column that `s` would sort by. */
  readonly column: string;
};

export type Detail =
  | { readonly kind: 'loading'; readonly deviceId: string }
  | { readonly kind: 'failed'; readonly deviceId: string; readonly problem: AppError }
  | { readonly kind: 'shown'; readonly deviceId: string; readonly device: DeviceDetail };

/** Lines and the incidents of the last 24 hours, as last asked. */
export type Lines = { readonly rows: readonly LineRow[]; readonly outages: readonly OutageRow[] };

export type Size = { readonly columns: number; readonly rows: number };

/** Everything the console knows; a frame is a pure function of it. */
export type Model = {
  readonly size: Size;
  readonly language: Language;
  readonly theme: ThemeName;
  readonly nowMs: number;
  readonly screen: ScreenName;
  /** Screens that Esc goes back to, the nearest last. */
  readonly back: readonly ScreenName[];
  readonly lists: Readonly<Record<ListName, ListState>>;
  /** The list screen whose filter is being typed. */
  readonly typing: ListName | null;
  /** The devices screen shows this school alone. */
  readonly schoolCode: string | null;
  readonly detail: Detail | null;
  /** First line of the device screen or the help that is shown. */
  readonly scroll: number;
  readonly link: Link;
  /** Why the broker would not show its fleet. */
  readonly refusal: AppError | null;
  readonly fleet: Fleet | null;
  /** While paused, what came meanwhile. */
  readonly waiting: Fleet | null;
  readonly isPaused: boolean;
  readonly changes: readonly Change[];
  readonly roster: Roster | null;
  /** Computed from fleet and roster. */
  readonly needs: Needs | null;
  readonly schools: readonly SchoolLine[];
  readonly uncounted: Uncounted;
  /** The rows of the list screens, filtered and sorted; those of hidden screens may be old. */
  readonly schoolRows: readonly SchoolLine[];
  readonly helpRows: readonly SchoolLine[];
  readonly needRows: readonly SchoolLine[];
  readonly deviceRows: readonly DeviceLine[];
  /** Null before they were first asked for. */
  readonly lines: Lines | null;
  readonly lineRows: readonly LineLine[];
};

const firstList: ListState = {
  selectedId: null,
  index: 0,
  top: 0,
  isMoved: false,
  filter: '',
  sort: { column: '', isDescending: false },
  column: '',
};

/** The model before anything is known. */
export function firstModel(size: Size, language: Language, theme: ThemeName, nowMs: number): Model {
  const sortBy = (column: string, isDescending: boolean): ListState => ({
    ...firstList,
    sort: { column, isDescending },
    column,
  });
  return {
    size,
    language,
    theme,
    nowMs,
    screen: 'overview',
    back: [],
    lists: {
      overview: firstList,
      schools: sortBy('school', false),
      devices: sortBy('school', false),
      lines: sortBy('', false),
      needs: sortBy('', false),
    },
    typing: null,
    schoolCode: null,
    detail: null,
    scroll: 0,
    link: { kind: 'connecting', address: '' },
    refusal: null,
    fleet: null,
    waiting: null,
    isPaused: false,
    changes: [],
    roster: null,
    needs: null,
    schools: [],
    uncounted: new Map(),
    schoolRows: [],
    helpRows: [],
    needRows: [],
    deviceRows: [],
    lines: null,
    lineRows: [],
  };
}
