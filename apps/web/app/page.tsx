import type { SearchParams } from 'nuqs/server';
import { loadAnswerParams } from '../features/answer/answer-params.ts';
import { HomePage } from '../features/answer/home-page.tsx';
import { renderWithApi } from '../features/api/render-with-api.tsx';

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadAnswerParams(searchParams);
  return renderWithApi(() => HomePage({ params }));
}
