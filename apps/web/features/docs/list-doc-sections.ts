import GithubSlugger from 'github-slugger';
import type { RootContent } from 'mdast';
import { toString as toText } from 'mdast-util-to-string';
import type { DocPage } from './list-doc-pages.ts';
import { parseMarkdown } from './list-headings.ts';

/** The part of a page below one heading, as plain text. */
export interface DocSection {
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
