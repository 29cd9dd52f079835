import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { SubmitPage } from '../../features/submit/submit-page.tsx';
import { loadSubmitParams } from '../../features/submit/submit-params.ts';

export const metadata: Metadata = { title: 'Submit a study' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadSubmitParams(searchParams);
  return renderWithApi(() => SubmitPage({ params }));
}
