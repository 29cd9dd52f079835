import { useSyncExternalStore } from 'react';
import { EMPTY_DRAFT, parseDraft, type ReportDraft } from './report-draft.ts';

/** The number is that of the stored form. */
const KEY = 'lamina-report-draft-1';

const listeners = new Set<() => void>();
/** The stored draft as it was last read or written; null = not read yet. */
let known: ReportDraft | null = null;

/** The draft of this browser. */
export function readDraft(): ReportDraft {
  known ??= parseDraft(window.localStorage.getItem(KEY));
  return known;
}

/** Stores the draft; false if the browser has no room for it. Then the earlier draft stays. */
export function writeDraft(draft: ReportDraft): boolean {
  try {
    if (draft.title === '' && draft.blocks.length === 0) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    return false;
  }
  known = draft;
  for (const listener of listeners) listener();
  return true;
}

/** The draft of this browser, also if another tab changes it. The server has none. */
export function useDraft(): ReportDraft {
  return useSyncExternalStore(subscribe, readDraft, () => EMPTY_DRAFT);
}

function subscribe(listener: () => void): () => void {
  const refresh = ({ key }: StorageEvent) => {
    // Null: all of the storage was cleared.
    if (key !== KEY && key !== null) return;
    known = null;
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', refresh);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', refresh);
  };
}
