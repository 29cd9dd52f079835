import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

const QUERY = 'query Two($count: Int) { models(first: $count) { nodes { slug } } }';

/** GraphiQL, bundled: preloaded by its address, answering through this site. */
export async function checkExplorer(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on(
    'request',
    (request) => new URL(request.url()).hostname !== 'localhost' && /^http/.test(request.url()) && foreign.push(request.url()),
  );
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

  await checks.check('an address opens with its query and variables, and runs them', async () => {
    await page.goto(`${stack.webUrl}/api-explorer?${new URLSearchParams({ query: QUERY, variables: '{ "count": 1 }' })}`);
    await page.locator('[data-explorer] .graphiql-query-editor').getByText('query').first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /Execute/ }).click();
    const { models } = await stack.query<{ models: { nodes: readonly { slug: string }[] } }>(QUERY, { count: 1 });
    await page.locator('.graphiql-response').getByText(`"${models.nodes[0]?.slug}"`).waitFor({ timeout: 30_000 });
  });

  await checks.check('an example replaces it and stands in the address', async () => {
    await page.getByRole('button', { name: 'What pruning costs' }).click();
    await page.waitForURL(
      (url) => (url.searchParams.get('query') ?? '').includes('WhatPruningCosts') && !url.searchParams.has('variables'),
    );
  });

  await checks.check('it loads nothing from elsewhere and breaks no rule of the page', async () => {
    assert.deepEqual(foreign, []);
    assert.deepEqual(errors, []);
  });

  await checks.check('the query behind a table opens here', async () => {
    await page.goto(`${stack.webUrl}/jobs`);
    await page.getByRole('button', { name: 'Show query' }).first().click();
    await page.getByRole('link', { name: 'Open in the API explorer' }).click();
    await page.waitForURL(/api-explorer\?query=/);
    await page.locator('[data-explorer] .graphiql-query-editor').getByText('Jobs').first().waitFor({ timeout: 60_000 });
  });

  await checks.check('the API serves GraphiQL of its own to browsers, and it answers', async () => {
    foreign.length = 0;
    errors.length = 0;
    await page.goto(stack.apiUrl);
    await page.locator('.graphiql-query-editor').getByText('FirstModels').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /Execute/ }).click();
    await page.locator('.graphiql-response').getByText('"totalCount"').waitFor({ timeout: 30_000 });
    assert.deepEqual(foreign, []);
    assert.deepEqual(errors, []);
  });
  await context.close();
}
