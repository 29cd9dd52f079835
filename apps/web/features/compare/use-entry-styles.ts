'use client';

import { useMemo } from 'react';
import { useFamilyStyle } from '../chart/family-styles.tsx';
import { type SeriesStyle, varySeriesStyle } from '../chart/series-style.ts';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';

/** The style of each entry: its family's hue. Entries of one family differ by marker and dash. */
export function useEntryStyles(entries: readonly CompareEntry[]): ReadonlyMap<string, SeriesStyle> {
  const getFamilyStyle = useFamilyStyle();
  return useMemo(() => {
    return new Map(
      entries.map((entry, place) => {
        const before = entries.slice(0, place).filter(({ familySlug }) => familySlug === entry.familySlug).length;
        return [getEntryKey(entry), varySeriesStyle(getFamilyStyle(entry.familySlug), before)];
      }),
    );
  }, [entries, getFamilyStyle]);
}
