import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ModelsPage } from '../../features/strips/models-page.tsx';
import { loadStripsParams } from '../../features/strips/strips-params.ts';

export const metadata: Metadata = {
  title: 'Which layers of which model matter least?',
  description: 'Language models block by block: which blocks tolerate removal and rounding best, with sources.',
};

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadStripsParams(searchParams);
  return renderWithApi(() => ModelsPage({ params }));
}
