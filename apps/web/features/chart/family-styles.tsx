'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { getSeriesStyle, type SeriesStyle } from './series-style.ts';

const FamilyContext = createContext<readonly string[]>([]);

/** Provides the families, oldest first. Each family keeps its index, and so its style, when others are added. */
export function FamilyStylesProvider({ slugs, children }: { readonly slugs: readonly string[]; readonly children: ReactNode }): ReactNode {
  return <FamilyContext value={slugs}>{children}</FamilyContext>;
}

/** The style of a family by its short name, the same in every chart of every page. */
export function useFamilyStyle(): (familySlug: string) => SeriesStyle {
  const slugs = useContext(FamilyContext);
  return useMemo(() => {
    const places = new Map(slugs.map((slug, index) => [slug, index]));
    return (slug) => getSeriesStyle(places.get(slug) ?? places.size);
  }, [slugs]);
}
