import type { Metadata } from 'next';
import { headers } from 'next/headers';
import type { SearchParams } from 'nuqs/server';
import { getPublicApiUrl } from '../../features/api/get-public-api-url.ts';
import { ExplorerPage } from '../../features/explorer/explorer-page.tsx';
import { loadExplorerParams } from '../../features/explorer/explorer-params.ts';

export const metadata: Metadata = { title: 'API explorer' };

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  return <ExplorerPage params={await loadExplorerParams(searchParams)} apiUrl={getPublicApiUrl(await headers())} />;
}
