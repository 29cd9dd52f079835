import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { median } from '../median.ts';

export interface BoardFigures {
  readonly rows: number;
  readonly columns: number;
  /** Time from the filter event to the frame with its rows, medians over rounds. */
  readonly filterMs: number;
  readonly sortMs: number;
  /** Time of frames while the table scrolls from its first row to its last. */
  readonly slowestFrameMs: number;
  readonly medianFrameMs: number;
}

const ROUNDS = 7;

/** Response times of a long and wide leaderboard. */
export async function measureBoard(browser: Browser, webUrl: string, rowCount: number): Promise<BoardFigures> {
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
  const hidden = ['precision', 'strategy', 'measured', 'lane'];
  await page.goto(webUrl);
  const usual = await page.locator('[data-head]').evaluateAll((heads) => heads.map((head) => head.getAttribute('data-head') ?? ''));
  await page.goto(`${webUrl}/?columns=${[...usual, ...hidden].join(',')}`);
  // While rows are still read, the line says how many are.
  await page.getByText(new RegExp(`^${rowCount.toLocaleString('en')} models · tie brackets`)).waitFor({ timeout: 60_000 });
  const filterMs = await repeat(async (round) => {
    const answer = await timeToFrame(
      page,
      () => document.querySelector<HTMLInputElement>('search input[type="search"]'),
      String(round + 1),
    );
    await timeToFrame(page, () => document.querySelector<HTMLInputElement>('search input[type="search"]'), '');
    return answer;
  });
  const sortMs = await repeat(() => timeToFrame(page, () => document.querySelector<HTMLElement>('[data-head="average"] button'), null));
  const frames = await scrollThrough(page);
  const columns = usual.length + hidden.length;
  const drawn = await page.locator('tr[data-model]').count();
  assert.ok(drawn < 100, `${drawn} rows are in the document`);
  await page.close();
  return { rows: rowCount, columns, filterMs, sortMs, slowestFrameMs: Math.max(...frames), medianFrameMs: median(frames) };
}

async function repeat(run: (round: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await run(round));
  return median(times);
}

/** Types into or clicks an element inside the page, and waits for the frame after the rows have changed. */
function timeToFrame(page: Page, find: () => HTMLElement | null, text: string | null): Promise<number> {
  return page.evaluate(
    ([source, value]) =>
      new Promise<number>((resolve, reject) => {
        const element = (new Function(`return (${source})()`) as () => HTMLElement | null)();
        if (!element) return reject(new Error('no such control'));
        const body = document.querySelector('tbody');
        const start = performance.now();
        const observer = new MutationObserver(() => {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        });
        if (body) observer.observe(body, { childList: true, subtree: true, characterData: true, attributes: true });
        if (value === null) element.click();
        else {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, value);
          element.dispatchEvent(new Event('input', { bubbles: true }));
        }
      }),
    [find.toString(), text] as const,
  );
}

function scrollThrough(page: Page): Promise<number[]> {
  return page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('table')?.parentElement;
        const frames: number[] = [];
        let last = performance.now();
        const step = (now: number) => {
          frames.push(now - last);
          last = now;
          if (!scroller || scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1 || frames.length > 600)
            return resolve(frames.slice(2));
          scroller.scrollTop += 240;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
  );
}
