import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ExplorePage } from '../../features/explore/explore-page.tsx';
import { loadExploreParams } from '../../features/explore/explore-params.ts';

export const metadata: Metadata = { title: 'Explore' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadExploreParams(searchParams);
  return renderWithApi(() => ExplorePage({ params }));
}
