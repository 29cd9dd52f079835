import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { DocsIndex } from '../../features/docs/docs-index.tsx';
import { loadDocsParams } from '../../features/docs/to-doc-href.ts';

export const metadata: Metadata = { title: 'Documentation' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const { q } = await loadDocsParams(searchParams);
  return <DocsIndex text={q.trim()} />;
}
