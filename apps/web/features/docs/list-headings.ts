import GithubSlugger from 'github-slugger';
import type { Heading as HeadingNode, Root } from 'mdast';
import { toString as toText } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

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

const PARSER = unified().use(remarkParse).use(remarkGfm);

/** The tree of a Markdown text, as the page that shows it reads it. */
export function parseMarkdown(text: string): Root {
  return PARSER.parse(text);
}
