import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

const STUDIES_TIMEOUT_MS = 600_000;

interface Counts {
  readonly succeeded: { readonly totalCount: number };
  readonly failed: { readonly totalCount: number };
  readonly all: { readonly totalCount: number };
  readonly open: { readonly totalCount: number };
}

const COUNTS = `{
  all: jobs(first: 1) { totalCount }
  succeeded: jobs(first: 1, filter: { status: SUCCEEDED }) { totalCount }
  failed: jobs(first: 1, filter: { status: FAILED }) { totalCount }
  open: jobs(first: 1, filter: { statuses: [WAITING, QUEUED, RUNNING] }) { totalCount }
}`;

/** The queue, until it is empty: what follows compares numbers that no longer move. */
export async function checkJobs(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${stack.webUrl}/jobs`);

  await checks.check('all bundled studies end, and the page shows it without a reload', async () => {
    const counts = await waitFor('an empty queue', STUDIES_TIMEOUT_MS, async () => {
      const now = await stack.query<Counts>(COUNTS);
      return now.open.totalCount === 0 && now;
    });
    assert.equal(counts.failed.totalCount, 0, `${counts.failed.totalCount} jobs failed`);
    await page.getByText('The queue is empty').waitFor({ timeout: 30_000 });
  });

  await checks.check('the counts of the states equal the API', async () => {
    const counts = await stack.query<Counts>(COUNTS);
    await page.reload();
    const tabs = page.getByRole('navigation', { name: 'Job states' });
    for (const name of ['all', 'succeeded', 'failed'] as const) {
      const text = (await tabs.getByRole('link', { name: new RegExp(`^${name}`) }).textContent()) ?? '';
      assert.equal(text.replaceAll(/\s+/g, ''), `${name}${counts[name].totalCount}`);
    }
  });

  await checks.check('a state is chosen by a link and stands in the URL', async () => {
    await page.getByRole('link', { name: /^succeeded/ }).click();
    await page.waitForURL('**/jobs?status=succeeded');
    await page.locator('[aria-current="page"]', { hasText: 'succeeded' }).waitFor();
    const states = await page.locator('tr[data-job] td:nth-of-type(2)').allInnerTexts();
    assert.deepEqual([...new Set(states)], ['succeeded']);
  });
  await page.close();
}
