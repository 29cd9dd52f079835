import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ReleasesPage } from '../../features/release/releases-page.tsx';

export const metadata: Metadata = { title: 'Data releases' };

export default function Page() {
  return renderWithApi(ReleasesPage);
}
