import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import type { Stack } from '../start-stack.ts';

/** The first minutes: nothing is measured yet. The pages say what is in progress and update themselves. */
export async function checkWaiting(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  await page.goto(stack.webUrl);
  await saveScreenshot(page, 'leaderboard-waiting', 'light');
  const rowsAtFirst = await page.locator('tr[data-model]').count();

  await checks.check('a model that is not measured yet stands on the page with its state', async () => {
    if (rowsAtFirst > 0) return;
    await page.locator('[data-pending]').first().waitFor();
  });

  await checks.check('the progress of a running job moves without a reload', async () => {
    const jobs = await browser.newPage();
    await jobs.goto(`${stack.webUrl}/jobs`);
    const seen = new Set<string>();
    await waitFor('three different values of a progress bar', async () => {
      for (const bar of await jobs.locator('[data-running]').all()) {
        const id = await bar.getAttribute('data-running', { timeout: 500 }).catch(() => null);
        const value = await bar
          .getByRole('progressbar')
          .getAttribute('aria-valuenow', { timeout: 500 })
          .catch(() => null);
        if (id && value) seen.add(`${id} ${value}`);
      }
      return seen.size >= 3;
    });
    assert.equal(await jobs.evaluate(() => performance.getEntriesByType('navigation').length), 1);
    await saveScreenshot(jobs, 'jobs-running', 'light');
    await jobs.close();
  });

  await checks.check(
    'the list of jobs counts how long a running job has run, and says when it should end if like jobs are known',
    async () => {
      const jobs = await browser.newPage();
      await jobs.goto(`${stack.webUrl}/jobs`);
      const seen = new Set<string>();
      await waitFor('two different times of a running job', async () => {
        const text = await jobs
          .locator('tr[data-job] [data-elapsed]')
          .first()
          .textContent({ timeout: 500 })
          .catch(() => null);
        if (text?.endsWith(' so far')) seen.add(text);
        return seen.size >= 2;
      });
      for (const end of await jobs.locator('[data-expected-end]').all()) {
        // A job that ends while this runs takes its expectation with it.
        const at = await end.getAttribute('data-expected-end', { timeout: 500 }).catch(() => null);
        assert.ok(at === null || !Number.isNaN(Date.parse(at)), `${at} is no instant`);
      }
      await jobs.close();
    },
  );

  await checks.check('the first row of the leaderboard appears without a reload', async () => {
    await page.locator('tr[data-model]').first().waitFor();
  });
  await page.close();
}
