import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { loadReportTitle } from '../../../features/report/load-report-title.ts';
import { ReportPage } from '../../../features/report/report-page.tsx';

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await loadReportTitle((await params).slug) };
}

export default async function Page({ params }: Props) {
  const { slug } = await params;
  return renderWithApi(() => ReportPage({ slug }));
}
