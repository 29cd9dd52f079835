import type { Browser } from 'playwright-core';
import { checkLookOf, type LookedAt } from '../check-look-of.ts';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

const SLUG = 'lamina-llama-12';

/** The pages of the workbench in both themes and at a phone's width: they fit, log nothing, and axe finds nothing serious. */
export async function checkWorkbenchLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { jobs } = await stack.query<{ jobs: { nodes: readonly { id: string }[] } }>('{ jobs(first: 1) { nodes { id } } }');
  const pages: readonly LookedAt[] = [
    { name: 'submit', path: `/submit?models=${SLUG}` },
    { name: 'job', path: `/jobs?job=${jobs.nodes[0]?.id}` },
    { name: 'model', path: `/models/${SLUG}` },
    { name: 'model-provenance', path: `/models/${SLUG}?provenance=open` },
    { name: 'benchmarks', path: '/benchmarks' },
    { name: 'releases', path: '/releases' },
    { name: 'docs', path: '/docs' },
    { name: 'docs-search', path: '/docs?q=retention' },
    { name: 'docs-glossary', path: '/docs/glossary' },
    { name: 'docs-dictionary', path: '/docs/data-dictionary' },
    { name: 'sign-in', path: '/sign-in', before: (page) => signIn(page, stack) },
    { name: 'tokens', path: '/tokens' },
  ];
  await checkLookOf(checks, browser, stack, pages);
}
