import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { findAxeViolations, isReadByAxe } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

const SLUG = 'lamina-llama-12';

/** The pages of the workbench in both themes and at a phone's width: they fit, log nothing, and axe finds nothing serious. */
export async function checkWorkbenchLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { jobs } = await stack.query<{ jobs: { nodes: readonly { id: string }[] } }>('{ jobs(first: 1) { nodes { id } } }');
  const pages = [
    ['submit', `/submit?models=${SLUG}`],
    ['job', `/jobs?job=${jobs.nodes[0]?.id}`],
    ['model', `/models/${SLUG}`],
    ['model-provenance', `/models/${SLUG}?provenance=open`],
    ['api-explorer', '/api-explorer'],
    ['benchmarks', '/benchmarks'],
    ['releases', '/releases'],
    ['docs', '/docs'],
    ['docs-search', '/docs?q=retention'],
    ['docs-glossary', '/docs/glossary'],
    ['docs-dictionary', '/docs/data-dictionary'],
    ['sign-in', '/sign-in'],
    ['tokens', '/tokens'],
  ] as const;
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1360, 360]) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      for (const [name, path] of pages) {
        await checks.check(`${name}: ${theme}, ${width} px`, async () => {
          if (name === 'sign-in') await signIn(page, stack);
          await page.goto(`${stack.webUrl}${path}`, { waitUntil: 'load' });
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForFunction(() => document.querySelector('[data-drawn="false"]') === null);
          if (name === 'api-explorer') await page.getByRole('button', { name: /Execute/ }).waitFor();
          await saveScreenshot(page, width < 400 ? `${name}-phone` : name, theme);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(overflow, 0, `scrolls sideways by ${overflow} px`);
          if (isReadByAxe(theme, width)) assert.deepEqual(await findAxeViolations(page), []);
          assert.deepEqual(errors.splice(0), []);
        });
      }
      await context.close();
    }
  }
}
