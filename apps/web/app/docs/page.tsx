import type { Metadata } from 'next';
import { DocsIndex } from '../../features/docs/docs-index.tsx';

export const metadata: Metadata = { title: 'Documentation' };

export default function Page() {
  return <DocsIndex />;
}
