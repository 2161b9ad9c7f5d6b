import { visibleRows } from './layout.ts';
import type { ListName, ListState, Model } from './model.ts';

/** Ids of a list's rows, in the order shown. */
function rowIds(model: Model, name: ListName): string[] {
  switch (name) {
    case 'overview':
      return model.helpRows.map((row) => row.schoolCode);
    case 'schools':
      return model.schoolRows.map((row) => row.schoolCode);
    case 'needs':
      return model.needRows.map((row) => row.schoolCode);
    case 'devices':
      return model.deviceRows.map(({ device }) => device.deviceId);
    case 'lines':
      return model.lineRows.map(({ line }) => line.lineId);
  }
}

/** Puts the cursor back on its row wherever that is now, or near where it was, and the window around it. */
export function anchor(model: Model, name: ListName): Model {
  return place(model, name, (ids, list) => {
    if (!list.isMoved) return 0;
    const found = list.selectedId === null ? -1 : ids.indexOf(list.selectedId);
    return found >= 0 ? found : list.index;
  });
}

/** Moves the cursor to where `target` says; beyond the ends it stops at them. */
export function moveTo(model: Model, name: ListName, target: Target): Model {
  const placed = place(model, name, target);
  return withList(placed, name, { ...placed.lists[name], isMoved: true });
}

type Target = (ids: readonly string[], list: ListState) => number;

function place(model: Model, name: ListName, target: Target): Model {
  const list = model.lists[name];
  const ids = rowIds(model, name);
  const index = Math.max(0, Math.min(ids.length - 1, target(ids, list)));
  const height = visibleRows(model, name);
  const lowest = Math.max(0, ids.length - height);
  const top = Math.max(0, Math.min(lowest, Math.max(index - height + 1, Math.min(list.top, index))));
  const selectedId = ids[index] ?? null;
  if (list.index === index && list.top === top && list.selectedId === selectedId) return model;
  return withList(model, name, { ...list, index, top, selectedId });
}

export function withList(model: Model, name: ListName, list: ListState): Model {
  return { ...model, lists: { ...model.lists, [name]: list } };
}
