import type { Browser } from 'playwright-core';
import { median } from '../median.ts';

const ROUNDS = 7;

/**
 * Time from a click on the first link of the leaderboard to the frame with the outlines of the awaited page, ms: the median over rounds. The server's answer
 * is held back meanwhile, because a fast one would come before any outlines.
 */
export async function measureClick(browser: Browser, webUrl: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    const gate = Promise.withResolvers<void>();
    await page.goto(webUrl, { waitUntil: 'networkidle' });
    await page.route(
      (url) => url.pathname.startsWith('/models/'),
      async (route) => {
        await gate.promise;
        await route.continue();
      },
    );
    const link = 'tr[data-model] th a';
    // React marks the elements that it has taken over. A click before that loads a whole document, without outlines.
    await page.waitForFunction(
      (selector) => Object.keys(document.querySelector(selector) ?? {}).some((key) => key.startsWith('__reactProps')),
      link,
    );
    await page.evaluate(() => {
      addEventListener(
        'click',
        () => {
          const started = performance.now();
          const observer = new MutationObserver(() => {
            if (document.querySelector('[data-skeleton]') === null) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => Object.assign(globalThis, { outlinesMs: performance.now() - started })));
          });
          observer.observe(document.body, { childList: true, subtree: true });
        },
        { capture: true, once: true },
      );
    });
    await page.locator(link).first().click();
    const outlinesMs = await page.waitForFunction(() => Reflect.get(globalThis, 'outlinesMs') as number | undefined);
    times.push(Number(await outlinesMs.jsonValue()));
    gate.resolve();
    await page.waitForURL('**/models/*');
    await page.close();
  }
  return median(times);
}
