import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { BenchmarkPage } from '../../../features/benchmark/benchmark-page.tsx';

interface Props {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<{ readonly after?: string | string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params, searchParams }: Props) {
  const name = decodeURIComponent((await params).name);
  const { after = null } = await searchParams;
  return renderWithApi(() => BenchmarkPage({ name, after: typeof after === 'string' ? after : null }));
}
