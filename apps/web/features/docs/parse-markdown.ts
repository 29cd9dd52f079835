import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

const PARSER = unified().use(remarkParse).use(remarkGfm);

/** The tree of a Markdown text, as the page that shows it reads it. */
export function parseMarkdown(text: string): Root {
  return PARSER.parse(text);
}
