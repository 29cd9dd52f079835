import GithubSlugger from 'github-slugger';
import type { RootContent } from 'mdast';
import { toString as toText } from 'mdast-util-to-string';
import MiniSearch from 'minisearch';
import { type DocPage, listDocPages } from './list-doc-pages.ts';
import { parseMarkdown } from './list-headings.ts';

/** A section that was found, with the words around the first one that matched. */
export interface DocHit {
  readonly href: string;
  readonly page: string;
  readonly title: string;
  readonly excerpt: string;
}

const MAX_HITS = 20;
const EXCERPT_LENGTH = 220;

let index: Promise<(text: string) => readonly DocHit[]> | null = null;

/** The best sections for the words of a reader, at most 20. The documentation of a running version does not change, so it is indexed once. */
export async function searchDocs(text: string): Promise<readonly DocHit[]> {
  index ??= listDocPages().then((pages) => createDocSearch(pages.flatMap(listDocSections)));
  return (await index)(text);
}

/** A search over sections: all words must occur, beginnings and small misspellings count, headings count more than text. */
export function createDocSearch(sections: readonly DocSection[]): (text: string) => readonly DocHit[] {
  const search = new MiniSearch<DocSection & { readonly id: number }>({
    fields: ['title', 'page', 'text'],
    storeFields: ['href', 'page', 'title', 'text'],
    searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
  });
  search.addAll(sections.map((section, id) => ({ ...section, id })));
  return (text) =>
    search
      .search(text)
      .slice(0, MAX_HITS)
      .map((hit) => ({ href: hit.href, page: hit.page, title: hit.title, excerpt: cutExcerpt(hit.text, hit.terms) }));
}

function cutExcerpt(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const start = places.length === 0 ? 0 : text.lastIndexOf(' ', Math.max(Math.min(...places) - EXCERPT_LENGTH / 3, 0)) + 1;
  const cut = text.slice(start, start + EXCERPT_LENGTH);
  return `${start > 0 ? '… ' : ''}${cut}${start + EXCERPT_LENGTH < text.length ? ' …' : ''}`;
}

/** The part of a page below one heading, as plain text. */
interface DocSection {
  /** `/docs/metrics#retention`; without an anchor for the part above the first heading. */
  readonly href: string;
  readonly page: string;
  /** The heading; the page's title for the part above the first heading. */
  readonly title: string;
  readonly text: string;
}

/** The sections of a page in order. Anchors count repeats over the headings of every level, as rehype-slug does. */
export function listDocSections({ path, title, text }: DocPage): readonly DocSection[] {
  const slugger = new GithubSlugger();
  const sections: { href: string; page: string; title: string; parts: string[] }[] = [
    { href: `/docs/${path}`, page: title, title, parts: [] },
  ];
  for (const node of parseMarkdown(text).children) {
    if (node.type === 'heading') {
      const heading = toText(node, { includeImageAlt: false });
      sections.push({ href: `/docs/${path}#${slugger.slug(heading)}`, page: title, title: heading, parts: [] });
    } else sections.at(-1)?.parts.push(toPlainText(node));
  }
  return sections.map(({ parts, ...section }) => ({ ...section, text: parts.join(' ').replaceAll(/\s+/g, ' ').trim() }));
}

/** The words of a node. Cells, items and paragraphs are set apart by spaces, which the tree's own text does not have. */
function toPlainText(node: RootContent): string {
  return 'children' in node && node.type !== 'paragraph' ? node.children.map(toPlainText).join(' ') : toText(node);
}
