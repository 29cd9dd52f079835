import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { findFreePort } from '@lamina/database';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../e2e/browser.ts';
import { waitFor } from '../e2e/checks.ts';
import { startChild } from './api/start-child.ts';
import { startSyntheticServer } from './api/start-synthetic-server.ts';

/**
 * Checks the budgets of first visits to each page, with the production build in a real Chromium, over synthetic numbers in a throw-away database.
 * Times are wall-clock times: close other programs.
 */
const MODELS = 1000;
const BUDGET = { firstPaintMs: 1500, blockedMs: 200, scriptKilobytes: 250, layoutShift: 0.05 };
const MODEL = '/models/synthetic-000150';
const PAGES = ['/', MODEL, '/findings', '/jobs', '/submit', '/docs'];
/** Scripts and images that a page loads after its last element. */
const LATE_MS = 2_500;

if (!existsSync('apps/web/.next/BUILD_ID')) throw new Error('There is no build of the pages. Run `npm run build -w @lamina/web` first.');
process.stdout.write(`writing ${MODELS} models …\n`);
const server = await startSyntheticServer({ models: MODELS, layers: 32 });
const api = await startChild('serve-lamina.ts', [server.url]);
const web = await startWeb(api.url);
const browser = await openBrowser();
let over = 0;
try {
  print('page', Object.keys(BUDGET));
  for (const path of PAGES) {
    const figures = await visit(browser, web.url + path);
    print(
      path,
      (Object.keys(BUDGET) as (keyof typeof BUDGET)[]).map((name) => {
        const isWithin = figures[name] <= BUDGET[name];
        if (!isWithin) over += 1;
        return `${figures[name].toFixed(name === 'layoutShift' ? 3 : 0)}${isWithin ? '' : ' !'}`;
      }),
    );
  }
} finally {
  await browser.close();
  web.child.kill('SIGTERM');
  await api.stop();
  await server.stop();
}
process.stdout.write(over === 0 ? 'everything is within its budget\n' : `${over} figures are over their budget (marked !)\n`);
process.exit(over === 0 ? 0 : 1);

async function startWeb(apiUrl: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const port = await findFreePort();
  const child = spawn(process.execPath, ['../../node_modules/next/dist/bin/next', 'start', '--port', String(port)], {
    cwd: 'apps/web',
    env: { ...process.env, LAMINA_API_PORT: new URL(apiUrl).port, NODE_ENV: 'production' },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the page ended before it answered')));
  const url = `http://localhost:${port}`;
  await Promise.race([waitFor('the page', async () => (await fetch(url).catch(() => null))?.ok), ended]);
  ended.catch(() => undefined);
  return { url, child };
}

/** The cost of one visit with an empty cache: first paint, time of main thread tasks beyond 50 ms each, scripts as sent, layout shift. */
async function visit(opened: Browser, url: string): Promise<Readonly<Record<keyof typeof BUDGET, number>>> {
  const context = await opened.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  const scripts = new Set<string>();
  let scriptBytes = 0;
  client.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { blockedMs: 0, layoutShift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.blockedMs += Math.max(entry.duration - 50, 0);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.layoutShift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const answer = await page.goto(url, { waitUntil: 'load' });
  if (answer?.ok() !== true) throw new Error(`${url} answered ${answer?.status()}`);
  await page.waitForTimeout(LATE_MS);
  const figures = await page.evaluate(() => ({
    ...(window as unknown as { readonly seen: { readonly blockedMs: number; readonly layoutShift: number } }).seen,
    firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  }));
  await context.close();
  return { ...figures, scriptKilobytes: scriptBytes / 1000 };
}

function print(page: string, cells: readonly string[]): void {
  process.stdout.write(`${page.padEnd(30)}${cells.map((cell) => cell.padStart(16)).join('')}\n`);
}
