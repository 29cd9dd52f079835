import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { collectErrors } from './look.ts';

const QUERY = 'query Two($count: Int) { models(first: $count) { nodes { slug } } }';
const QUEUE = 'subscription Queue { jobs { kind status model { slug } } }';

interface Listed {
  readonly models: { readonly nodes: readonly { readonly slug: string }[] };
}

interface Submitted {
  readonly submitScoreRun: { readonly job: { readonly id: string } };
}

const SCORE = `mutation ($key: String!) { submitScoreRun(input: {
  model: "lamina-llama-8", calibration: "invented-world", window: 64, requiredProvider: CUDA, idempotencyKey: $key }) { job { id } } }`;

/** The documentation, and GraphiQL with a query, its answer, and the queue as it moves. */
export async function checkReading(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('every page of the documentation opens, and none of their links is broken', async () => {
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

  await checks.check('GraphiQL opens with a query, answers it, follows the queue, and loads nothing from elsewhere', async () => {
    const errors = collectErrors(page);
    const foreign: string[] = [];
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (hostname !== 'localhost' && protocol.startsWith('http')) foreign.push(request.url());
    });
    await page.goto(`${stack.apiUrl}?${new URLSearchParams({ query: QUERY, variables: '{ "count": 1 }' })}`);
    await page.locator('.graphiql-query-editor').getByText('Two').first().waitFor();
    await page.getByRole('button', { name: /Execute/ }).click();
    const response = page.locator('.graphiql-response');
    const { models } = await stack.query<Listed>(QUERY, { count: 1 });
    await response.getByText(`"${models.nodes[0]?.slug}"`).waitFor();
    await page.locator('.graphiql-query-editor').getByText('Two').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(QUEUE);
    // The editor parses its content with a short delay, and runs what it has parsed.
    await page.getByRole('tab', { name: 'Queue' }).waitFor();
    await page.getByRole('button', { name: /Execute/ }).click();
    // Only changes after the start of the subscription are shown, and nothing reports this start: the changes are repeated.
    await waitFor('a change of the queue', async () => {
      const { submitScoreRun } = await stack.write<Submitted>(SCORE, { key: `e2e ${Date.now()}` });
      await stack.write('mutation($id: ID!) { cancelJob(id: $id) { job { id } } }', { id: submitScoreRun.job.id });
      return (await response.textContent())?.includes('"kind"');
    });
    assert.deepEqual(foreign, []);
    assert.deepEqual(errors, []);
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
