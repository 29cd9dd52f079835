import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { JobsPage } from '../../features/jobs/jobs-page.tsx';
import { loadJobsParams } from '../../features/jobs/jobs-params.ts';

export const metadata: Metadata = { title: 'Jobs' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const params = await loadJobsParams(searchParams);
  return renderWithApi(() => JobsPage({ params }));
}
