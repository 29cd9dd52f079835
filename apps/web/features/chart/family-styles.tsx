'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { getSeriesStyle, type SeriesStyle } from './series-style.ts';

const FamilyContext = createContext<readonly string[]>([]);

/** Makes the families known, oldest first: each keeps its place, and so its look, when others are added. */
export function FamilyStylesProvider({ slugs, children }: { readonly slugs: readonly string[]; readonly children: ReactNode }): ReactNode {
  return <FamilyContext value={slugs}>{children}</FamilyContext>;
}

/** The look of a family by its short name: the same in every chart of every page. */
export function useFamilyStyle(): (familySlug: string) => SeriesStyle {
  const slugs = useContext(FamilyContext);
  return useMemo(() => {
    const places = new Map(slugs.map((slug, index) => [slug, index]));
    return (slug) => getSeriesStyle(places.get(slug) ?? places.size);
  }, [slugs]);
}
