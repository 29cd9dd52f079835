import type { Page } from 'playwright-core';

/** Opens a page and waits until the parts that the server sends later stand in their places: React first adds them hidden, at the end of the body. */
export async function openWholePage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('template[id^="B:"], body > [hidden][id^="S:"]') === null);
}
