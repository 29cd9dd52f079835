'use client';

import type { ReactNode } from 'react';
import type { CompareEntry } from './compare-entry.ts';
import { EntryPicker } from './entry-picker.tsx';
import { useEntryStyles } from './use-entry-styles.ts';

/** The compared entries with their styles; they can be changed here. */
export function CompareHead({ entries }: { readonly entries: readonly CompareEntry[] }): ReactNode {
  return <EntryPicker entries={entries} styles={useEntryStyles(entries)} />;
}
