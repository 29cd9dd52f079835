import type { Metadata } from 'next';
import { DataDictionary } from '../../../features/docs/data-dictionary.tsx';
import { DATA_DICTIONARY, groupDocPages } from '../../../features/docs/doc-groups.ts';
import { DocsLayout } from '../../../features/docs/docs-layout.tsx';
import { listDocPages } from '../../../features/docs/list-doc-pages.ts';
import { readDataDictionary } from '../../../features/docs/read-data-dictionary.ts';

export const metadata: Metadata = { title: DATA_DICTIONARY.title };

export default async function Page() {
  const entries = await readDataDictionary();
  return (
    <DocsLayout
      groups={groupDocPages(await listDocPages())}
      path={DATA_DICTIONARY.path}
      headings={entries.map(({ name }) => ({ id: name, title: name }))}
    >
      <DataDictionary entries={entries} />
    </DocsLayout>
  );
}
