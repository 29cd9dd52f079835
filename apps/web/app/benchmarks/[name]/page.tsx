import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { BenchmarkPage } from '../../../features/benchmark/benchmark-page.tsx';

interface Props {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  return renderWithApi(() => BenchmarkPage({ name }));
}
