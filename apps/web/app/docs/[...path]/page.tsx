import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { groupDocPages } from '../../../features/docs/doc-groups.ts';
import { DocsLayout } from '../../../features/docs/docs-layout.tsx';
import { listDocPages } from '../../../features/docs/list-doc-pages.ts';
import { listHeadings } from '../../../features/docs/list-headings.ts';
import { Markdown } from '../../../features/docs/markdown.tsx';

interface Props {
  readonly params: Promise<{ readonly path: readonly string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const path = (await params).path.join('/');
  return { title: (await listDocPages()).find((page) => page.path === path)?.title ?? 'Not found' };
}

export default async function Page({ params }: Props) {
  const path = (await params).path.join('/');
  const pages = await listDocPages();
  const page = pages.find((one) => one.path === path);
  if (!page) notFound();
  return (
    <DocsLayout groups={groupDocPages(pages)} path={path} headings={listHeadings(page.text)}>
      <h1>{page.title}</h1>
      <Markdown text={page.text} path={path} />
    </DocsLayout>
  );
}
