import type { Browser } from 'playwright-core';
import { median } from '../median.ts';

const ROUNDS = 7;

/**
 * Time from a click on a link of the leaderboard to the frame with the outlines of the awaited page, ms: the median over rounds. The server's answer is held
 * back meanwhile, because a fast one would come before any outlines.
 */
export async function measureClick(browser: Browser, webUrl: string, slug: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    const gate = Promise.withResolvers<void>();
    await page.goto(`${webUrl}/?q=${slug}`, { waitUntil: 'networkidle' });
    await page.route(
      (url) => url.pathname === `/models/${slug}`,
      async (route) => {
        await gate.promise;
        await route.continue();
      },
    );
    const link = `tr[data-model="${slug}"] th a`;
    // React marks the elements that it has taken over. A click before that loads a whole document, without outlines.
    await page.waitForFunction(
      (selector) => Object.keys(document.querySelector(selector) ?? {}).some((key) => key.startsWith('__reactProps')),
      link,
    );
    times.push(
      await page.evaluate(
        (selector) =>
          new Promise<number>((resolve, reject) => {
            const element = document.querySelector<HTMLElement>(selector);
            if (!element) return reject(new Error(`there is no ${selector}`));
            const started = performance.now();
            const observer = new MutationObserver(() => {
              if (document.querySelector('[data-skeleton]') === null) return;
              observer.disconnect();
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
            });
            observer.observe(document.body, { childList: true, subtree: true });
            element.click();
          }),
        link,
      ),
    );
    gate.resolve();
    await page.waitForURL(`**/models/${slug}`);
    await page.close();
  }
  return median(times);
}
