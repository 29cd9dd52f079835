import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ContributePage } from '../../features/contribute/contribute-page.tsx';

export const metadata: Metadata = { title: 'Contribute' };

export default function Page() {
  return renderWithApi(ContributePage);
}
