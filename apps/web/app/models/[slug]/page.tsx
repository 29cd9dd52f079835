import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { loadAnswerParams } from '../../../features/answer/answer-params.ts';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { ModelPage } from '../../../features/model/model-page.tsx';
import { loadModelParams } from '../../../features/model/model-params.ts';

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).slug) };
}

export default async function Page({ params, searchParams }: Props) {
  const slug = decodeURIComponent((await params).slug);
  const [choice, question] = await Promise.all([loadModelParams(searchParams), loadAnswerParams(searchParams)]);
  return renderWithApi(() => ModelPage({ slug, choice, question }));
}
