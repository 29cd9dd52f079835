import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

const QUEUE = 'subscription Queue { jobs { kind status model { slug } } }';
const QUERY = 'query Two($count: Int) { models(first: $count) { nodes { slug } } }';

/** GraphiQL, bundled: its address contains a query, and answers come through this site. */
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
    await page.locator('[data-explorer] .graphiql-query-editor').getByText('query').first().waitFor();
    await page.getByRole('button', { name: /Execute/ }).click();
    const { models } = await stack.query<{ models: { nodes: readonly { slug: string }[] } }>(QUERY, { count: 1 });
    await page.locator('.graphiql-response').getByText(`"${models.nodes[0]?.slug}"`).waitFor();
  });

  await checks.check('an example replaces it and stands in the address', async () => {
    await page.getByRole('button', { name: 'What pruning costs' }).click();
    await page.waitForURL(
      (url) => (url.searchParams.get('query') ?? '').includes('WhatPruningCosts') && !url.searchParams.has('variables'),
    );
  });

  await checks.check('a subscription shows each change of the queue as it happens', async () => {
    await page.getByRole('button', { name: 'The queue, live' }).click();
    await page.locator('[data-explorer] .graphiql-query-editor').getByText('TheQueue').waitFor();
    await followQueue(page, stack);
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
    await page.locator('[data-explorer] .graphiql-query-editor').getByText('Jobs').first().waitFor();
  });

  await checks.check('the API serves GraphiQL of its own to browsers, it answers, and it follows the queue', async () => {
    foreign.length = 0;
    errors.length = 0;
    await page.goto(stack.apiUrl);
    await page.locator('.graphiql-query-editor').getByText('FirstModels').waitFor();
    await page.getByRole('button', { name: /Execute/ }).click();
    await page.locator('.graphiql-response').getByText('"totalCount"').waitFor();
    await page.locator('.graphiql-query-editor').getByText('FirstModels').click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(QUEUE);
    // The editor parses its content with a short delay, and runs what it has parsed.
    await page.getByRole('tab', { name: 'Queue' }).waitFor();
    await followQueue(page, stack);
    assert.deepEqual(foreign, []);
    assert.deepEqual(errors, []);
  });
  await context.close();
}

/** Runs the subscription in the editor and creates jobs, which the editor must show; then cancels them. */
async function followQueue(page: Page, stack: Stack): Promise<void> {
  await page.getByRole('button', { name: /Execute/ }).click();
  const response = page.locator('.graphiql-response');
  // Only changes after the start of the subscription are shown, and nothing reports this start: the changes are repeated.
  await waitFor('a change of the queue', async () => {
    const { submitStudy } = await stack.write<Submitted>(SUBMIT, { key: `e2e ${randomUUID()}` });
    for (const { id } of submitStudy.studies.flatMap(({ jobs }) => jobs.nodes)) {
      await stack.write('mutation($id: ID!) { cancelJob(id: $id) { job { id } } }', { id });
    }
    return (await response.textContent())?.includes('"kind"');
  });
}

interface Submitted {
  readonly submitStudy: { readonly studies: readonly { readonly jobs: { readonly nodes: readonly { readonly id: string }[] } }[] };
}

const SUBMIT = `mutation($key: String!) {
  submitStudy(input: {
    models: ["lamina-llama-8"], calibration: "invented-world", window: 64, strategies: [REVERSE], counts: [1], benchmarks: ["world-text"]
    idempotencyKey: $key
  }) { studies { jobs(first: 10) { nodes { id } } } }
}`;
