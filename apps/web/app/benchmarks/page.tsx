import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { BenchmarksPage } from '../../features/benchmark/benchmarks-page.tsx';

export const metadata: Metadata = { title: 'Benchmarks' };

export default function Page() {
  return renderWithApi(BenchmarksPage);
}
