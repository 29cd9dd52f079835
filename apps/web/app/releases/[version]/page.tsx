import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { ReleasePage } from '../../../features/release/release-page.tsx';

interface Props {
  readonly params: Promise<{ readonly version: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Release ${decodeURIComponent((await params).version)}` };
}

export default async function Page({ params }: Props) {
  const version = decodeURIComponent((await params).version);
  return renderWithApi(() => ReleasePage({ version }));
}
