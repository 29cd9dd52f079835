import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ComparePage } from '../../features/compare/compare-page.tsx';
import { loadCompareParams } from '../../features/compare/compare-params.ts';

export const metadata: Metadata = { title: 'Compare' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadCompareParams(searchParams);
  return renderWithApi(() => ComparePage({ params }));
}
