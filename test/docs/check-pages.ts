import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../e2e/checks.ts';
import { type CodeBlock, readCodeBlocks } from './code-block.ts';
import { PageRunner, type PageSurroundings } from './page-runner.ts';

/** The order is important: docs/api.md reads the release that docs/how-to/publish-a-release.md creates. */
const PAGES = [
  'docs/tutorial.md',
  ...readdirSync('docs/how-to')
    .sort()
    .map((name) => join('docs/how-to', name)),
  'docs/api.md',
  'docs/faq.md',
  'docs/metrics.md',
  'docs/findings.md',
  'docs/operations.md',
  'clients/python/README.md',
];

/** Runs every command and query of the pages with step-by-step instructions. */
export async function checkPages(checks: Checks, surroundings: PageSurroundings): Promise<void> {
  for (const page of PAGES) {
    const runner = new PageRunner(surroundings);
    try {
      for (const block of readCodeBlocks(page)) await checks.check(nameOf(page, block), () => runner.run(block));
    } finally {
      runner.dispose();
    }
  }
}

function nameOf(page: string, { line, language, isParsedOnly, text }: CodeBlock): string {
  const [first = ''] = text.split('\n').filter((row) => row.trim() !== '' && !row.startsWith('#'));
  return `${page}:${line} ${language}${isParsedOnly ? ' (parsed only)' : ''}: ${first.slice(0, 70)}`;
}
