import type { DocPage } from './list-doc-pages.ts';

/** A group of pages about one topic. */
export interface DocGroup {
  readonly title: string;
  readonly pages: readonly Pick<DocPage, 'path' | 'title' | 'summary'>[];
}

/** Generated from the API's schema, not from a file. */
export const DATA_DICTIONARY = {
  path: 'data-dictionary',
  title: 'Data dictionary',
  summary: 'Every type, field and enum value of the API, with the descriptions of its schema.',
} as const;

/** The reading order. Pages that are not listed come last, so that a new file is never lost. */
const ORDER = {
  'Begin here': ['tutorial', 'faq'],
  'Understand the numbers': ['metrics', 'data-dictionary', 'glossary', 'tasks', 'findings', 'citation'],
  'Work with Lamina': ['api', 'python', 'pruned-models', 'configuration', 'benchmarks'],
  'Under the hood': ['architecture', 'style', 'footguns'],
} as const;

/** Sorts pages into groups in reading order. */
export function groupDocPages(pages: readonly DocPage[]): readonly DocGroup[] {
  const all = [...pages, DATA_DICTIONARY];
  const named = Object.entries(ORDER).map(([title, paths]) => ({
    title,
    pages: paths.map((path) => all.find((page) => page.path === path)).filter((page) => page !== undefined),
  }));
  const known = new Set<string>(Object.values(ORDER).flat());
  const rest = all.filter((page) => !known.has(page.path));
  const guides = rest.filter((page) => page.path.startsWith('how-to/'));
  const others = rest.filter((page) => !page.path.startsWith('how-to/'));
  return [...named, { title: 'Guides', pages: guides }, { title: 'More', pages: others }].filter((group) => group.pages.length > 0);
}
