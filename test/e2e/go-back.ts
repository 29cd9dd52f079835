import type { Page } from 'playwright-core';

/** Back, once the page is at rest: nuqs misses a return within some 50 ms of the change that it undoes, which no hand is quick enough for. */
export async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
  await page.goBack();
}
