import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { PublishedModelPage } from '../../../features/published/published-model-page.tsx';

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${decodeURIComponent((await params).slug)}, published` };
}

export default async function Page({ params }: Props) {
  const slug = decodeURIComponent((await params).slug);
  return renderWithApi(() => PublishedModelPage({ name: slug }));
}
