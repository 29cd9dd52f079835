import type { Page } from 'playwright-core';

/** Goes back when the page is idle: nuqs misses a return within about 50 ms after the change; no person is so fast. */
export async function goBack(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2_000 })));
  await page.goBack();
}
