import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { PapersPage } from '../../features/papers/papers-page.tsx';
import { loadPapersParams } from '../../features/papers/papers-params.ts';

export const metadata: Metadata = { title: 'Papers' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadPapersParams(searchParams);
  return renderWithApi(() => PapersPage({ params }));
}
