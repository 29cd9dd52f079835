import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { PublishedPage } from '../../features/published/published-page.tsx';
import { loadPublishedParams } from '../../features/published/published-params.ts';

export const metadata: Metadata = { title: 'Published' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { generation } = await loadPublishedParams(searchParams);
  return renderWithApi(() => PublishedPage({ generation }));
}
