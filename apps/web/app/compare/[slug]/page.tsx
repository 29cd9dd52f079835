import type { Metadata } from 'next';
import { renderWithApi } from '../../../features/api/render-with-api.tsx';
import { SavedPage } from '../../../features/compare/saved-page.tsx';

export const metadata: Metadata = { title: 'Saved comparison' };

export default async function Page({ params }: { readonly params: Promise<{ readonly slug: string }> }) {
  const { slug } = await params;
  return renderWithApi(() => SavedPage({ slug }));
}
