import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toString as toText } from 'mdast-util-to-string';
import { listHeadings, parseMarkdown } from './list-headings.ts';

/** One page of the documentation, parsed from its file. */
export interface DocPage {
  /** Path below /docs: `metrics`, `how-to/add-a-benchmark`. */
  readonly path: string;
  readonly title: string;
  /** Its first paragraph as plain text; if the page begins with a table, its headings. */
  readonly summary: string;
  readonly text: string;
}

/** The repository's docs folder; the page's server runs in apps/web. */
const DOCS_FOLDER = join(process.cwd(), '../../docs');

let pages: Promise<readonly DocPage[]> | null = null;

/**
 * Every Markdown file of docs/ except the decision records, which are for developers of Lamina. They are read once per process, because the
 * documentation of a running version does not change.
 */
export function listDocPages(): Promise<readonly DocPage[]> {
  pages ??= readDocPages();
  return pages;
}

async function readDocPages(): Promise<readonly DocPage[]> {
  const names = await readdir(DOCS_FOLDER, { recursive: true });
  const files = names.filter((name) => name.endsWith('.md') && !name.startsWith('decisions')).sort();
  return Promise.all(files.map(async (name) => parseDocPage(name.replace(/\.md$/, ''), await readFile(join(DOCS_FOLDER, name), 'utf8'))));
}

/** Title, summary and text of one Markdown file: its first heading, its first paragraph, and all that follows the heading. */
export function parseDocPage(path: string, source: string): DocPage {
  const [head, ...rest] = parseMarkdown(source).children;
  const hasTitle = head?.type === 'heading' && head.depth === 1;
  const text = hasTitle ? source.slice(head.position?.end.offset).trimStart() : source;
  const first = hasTitle ? rest[0] : head;
  const summary =
    first?.type === 'paragraph'
      ? toText(first).replaceAll(/\s+/g, ' ').replace(/:$/, '.')
      : listHeadings(text)
          .map((heading) => heading.title)
          .join(' · ');
  return { path, title: hasTitle ? toText(head) : path, summary, text };
}
