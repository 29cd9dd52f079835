import type { Metadata } from 'next';
import Link from 'next/link';
import { Notice } from '../features/ui/notice.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <Notice heading={1} title="There is no such page">
      <p>
        The address may be mistyped, or the model may not be registered here. <Link href="/">See all models</Link>.
      </p>
    </Notice>
  );
}
