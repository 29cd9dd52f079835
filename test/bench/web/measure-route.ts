import type { Browser } from 'playwright-core';

/** The cost of one first visit to a page. */
export interface RouteFigures {
  readonly firstPaintMs: number;
  /** Time of main thread tasks beyond 50 ms each. */
  readonly blockedMs: number;
  /** Scripts in the markup, compressed as sent. */
  readonly firstScriptBytes: number;
  /** All scripts, including those loaded later. */
  readonly scriptBytes: number;
  readonly layoutShift: number;
}

const SETTLED_MS = 2_500;

/** Visits a page with an empty cache, waits for its last element, if one is named, and waits until it is idle. */
export async function measureRoute(browser: Browser, url: string, last?: string): Promise<RouteFigures> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const scripts = new Map<string, number>();
  const kinds = new Map<string, string>();
  const later = new Set<string>();
  client.on('Network.requestWillBeSent', ({ requestId, initiator }) => initiator.type === 'script' && later.add(requestId));
  client.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.get(requestId) === 'Script') scripts.set(requestId, encodedDataLength);
  });
  await page.addInitScript(() => {
    const seen = { blocked: 0, shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.blocked += Math.max(entry.duration - 50, 0);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) seen.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url, { waitUntil: 'load' });
  if (last !== undefined) await page.locator(last).first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const { blocked, shift, paint } = await page.evaluate(() => ({
    ...(window as unknown as { readonly seen: { readonly blocked: number; readonly shift: number } }).seen,
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  }));
  await context.close();
  const sum = (sizes: Iterable<readonly [string, number]>) => [...sizes].reduce((total, [, bytes]) => total + bytes, 0);
  return {
    firstPaintMs: paint,
    blockedMs: blocked,
    layoutShift: shift,
    firstScriptBytes: sum([...scripts].filter(([id]) => !later.has(id))),
    scriptBytes: sum(scripts),
  };
}
