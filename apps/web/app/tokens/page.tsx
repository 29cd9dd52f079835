import type { Metadata } from 'next';
import { renderWithApi } from '../../features/api/render-with-api.tsx';
import { TokensPage } from '../../features/tokens/tokens-page.tsx';

export const metadata: Metadata = { title: 'API tokens' };

export default function Page() {
  return renderWithApi(TokensPage);
}
