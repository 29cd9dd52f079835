import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { loadAnswerParams } from '../../features/answer/answer-params.ts';
import { TestModelsPage } from '../../features/answer/test-models-page.tsx';
import { renderWithApi } from '../../features/api/render-with-api.tsx';

export const metadata: Metadata = { title: 'Test models' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadAnswerParams(searchParams);
  return renderWithApi(() => TestModelsPage({ params }));
}
