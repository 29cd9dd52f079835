import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toString as toText } from 'mdast-util-to-string';
import { parseMarkdown } from './list-headings.ts';

/** One page of the documentation, parsed from its file. */
export interface DocPage {
  /** Path below /docs: `metrics`, `how-to/add-a-benchmark`. */
  readonly path: string;
  readonly title: string;
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

/** Title and text of one Markdown file: its first heading, and all that follows it. */
export function parseDocPage(path: string, source: string): DocPage {
  const [head] = parseMarkdown(source).children;
  if (head?.type !== 'heading' || head.depth !== 1) return { path, title: path, text: source };
  return { path, title: toText(head), text: source.slice(head.position?.end.offset).trimStart() };
}
