import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

/** The documentation: all its pages, their links, and the dictionary of the API's schema. */
export async function checkDocs(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('every page of the index opens, and no link of it is broken', async () => {
    await page.goto(`${stack.webUrl}/docs`);
    const paths = await page.locator('main a[href^="/docs/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    assert.ok(paths.length > 8, `only ${paths.length} pages`);
    const targets = new Set<string>();
    for (const path of paths) {
      const { status, links } = await page.evaluate(readLinks, path);
      assert.equal(status, 200, path);
      for (const link of links) targets.add(link);
    }
    for (const target of targets) assert.equal((await fetch(`${stack.webUrl}${target}`)).status, 200, target);
  });

  await checks.check('anchors of the contents lead to their headings', async () => {
    await page.goto(`${stack.webUrl}/docs/citation`);
    const anchors = await page
      .locator('nav[aria-label="On this page"] a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    assert.ok(anchors.length > 1);
    for (const anchor of anchors) assert.equal(await page.locator(`article [id="${anchor.slice(1)}"]`).count(), 1, anchor);
  });

  await checks.check('the dictionary holds every field that the schema says of a layer score', async () => {
    await page.goto(`${stack.webUrl}/docs/data-dictionary#LayerScore`);
    const [, fields = ''] = /^type LayerScore [^{]*{([\s\S]*?)^}/m.exec(readFileSync('apps/api/schema.graphql', 'utf8')) ?? [];
    const names = [...fields.matchAll(/^ {2}(\w+)[(:]/gm)].map(([, name]) => name ?? '');
    assert.ok(names.includes('confidenceInterval'));
    for (const name of names) assert.equal(await page.locator(`tr[id="LayerScore.${name}"]`).count(), 1, name);
  });

  await checks.check('a search finds the section that explains a word, and says when nothing holds the words', async () => {
    await page.goto(`${stack.webUrl}/docs`);
    await page.getByLabel('Search the documentation').fill('retention');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs?q=retention');
    const found = page.getByRole('region', { name: 'Found sections' }).getByRole('link');
    const hrefs = await found.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    assert.ok(hrefs.length > 3);
    for (const href of hrefs) {
      const file = `docs/${href.slice('/docs/'.length).split('#')[0]}.md`;
      assert.match(readFileSync(file, 'utf8'), /retention/i, href);
    }
    await found.first().click();
    await page.waitForURL('**/docs/**');
    await page.goto(`${stack.webUrl}/docs?q=unicorn+zebra`);
    await page.getByText('No section holds all words').waitFor();
  });

  await checks.check('a page that does not exist is a 404', async () => {
    assert.equal((await page.goto(`${stack.webUrl}/docs/no-such-page`))?.status(), 404);
    assert.equal((await page.goto(`${stack.webUrl}/docs/..%2f..%2fpackage`))?.status(), 404);
  });
  await page.close();
}

/** The documentation's links in the article of a page, without anchors. Runs in the browser, which reads the page's text without opening it. */
async function readLinks(path: string): Promise<{ readonly status: number; readonly links: readonly string[] }> {
  const answer = await fetch(path);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const found = page.querySelectorAll('article a[href^="/docs/"]');
  return { status: answer.status, links: [...found].map((link) => (link.getAttribute('href') ?? '').replace(/#.*/, '')) };
}
