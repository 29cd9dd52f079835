import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { FindingsPage } from '../../features/findings/findings-page.tsx';

export const metadata: Metadata = { title: 'Findings' };

export default function Page() {
  return renderWithApi(FindingsPage);
}
