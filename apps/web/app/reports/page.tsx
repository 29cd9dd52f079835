import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { ReportsPage } from '../../features/report/reports-page.tsx';

export const metadata: Metadata = { title: 'Reports' };

export default function Page() {
  return renderWithApi(ReportsPage);
}
