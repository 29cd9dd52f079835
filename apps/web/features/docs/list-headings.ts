import GithubSlugger from 'github-slugger';
import type { Heading as HeadingNode } from 'mdast';
import { toString as toText } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { parseMarkdown } from './parse-markdown.ts';

/** A second-level heading and its anchor on the page. */
export interface Heading {
  readonly id: string;
  readonly title: string;
}

/** The headings of a Markdown text, for its table of contents. Anchors count repeats over the headings of every level, as rehype-slug does. */
export function listHeadings(text: string): readonly Heading[] {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  visit(parseMarkdown(text), 'heading', (node: HeadingNode) => {
    const title = toText(node, { includeImageAlt: false });
    const id = slugger.slug(title);
    if (node.depth === 2) headings.push({ id, title });
  });
  return headings;
}
