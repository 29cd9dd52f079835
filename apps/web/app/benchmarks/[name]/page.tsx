import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { BenchmarkPage } from '../../../features/benchmark/benchmark-page.tsx';
import { loadChance } from '../../../features/pruning/chance-params.ts';

interface Props {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params, searchParams }: Props) {
  const name = decodeURIComponent((await params).name);
  const { chance } = await loadChance(searchParams);
  return renderWithApi(() => BenchmarkPage({ name, chance }));
}
