import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { loadCompareParams } from '../../../features/compare/compare-params.ts';
import { FamilyPage } from '../../../features/family/family-page.tsx';

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).slug) };
}

export default async function Page({ params, searchParams }: Props) {
  const slug = decodeURIComponent((await params).slug);
  const { metric } = await loadCompareParams(searchParams);
  return renderWithApi(() => FamilyPage({ slug, metric }));
}
