import type { DocPage } from './list-doc-pages.ts';

/** A group of pages about one topic. */
export interface DocGroup {
  readonly title: string;
  readonly pages: readonly Pick<DocPage, 'path' | 'title'>[];
}

/** The reading order. Pages that are not listed come after it, so that a new file is never lost; pages for contributors are the last. */
const ORDER = {
  'Begin here': ['tutorial', 'faq'],
  'Understand the numbers': ['metrics', 'glossary', 'tasks', 'findings', 'benchmarks'],
  'Work with Lamina': ['architectures', 'pruned-models', 'api', 'mcp', 'python'],
  'Run a server': ['configuration', 'operations', 'security', 'reliability'],
} as const;

const FOR_CONTRIBUTORS = { title: 'For contributors', paths: ['architecture', 'style', 'footguns'] as readonly string[] } as const;

/** Sorts pages into groups in reading order. */
export function groupDocPages(pages: readonly DocPage[]): readonly DocGroup[] {
  const named = Object.entries(ORDER).map(([title, paths]) => ({
    title,
    pages: paths.map((path) => pages.find((page) => page.path === path)).filter((page) => page !== undefined),
  }));
  const grouped = new Set<string>([...Object.values(ORDER).flat(), ...FOR_CONTRIBUTORS.paths]);
  const rest = pages.filter((page) => !grouped.has(page.path));
  const isGuide = ({ path }: { readonly path: string }) => path.startsWith('how-to/');
  return [
    ...named,
    { title: 'Guides', pages: rest.filter(isGuide) },
    { title: 'More', pages: rest.filter((page) => !isGuide(page)) },
    { title: FOR_CONTRIBUTORS.title, pages: pages.filter(({ path }) => FOR_CONTRIBUTORS.paths.includes(path)) },
  ].filter((group) => group.pages.length > 0);
}
