import { existsSync } from 'node:fs';
import { openBrowser } from '../e2e/browser.ts';
import { measureArrival } from './web/measure-arrival.ts';
import { measureBoard } from './web/measure-board.ts';
import { measureClick } from './web/measure-click.ts';
import { measureRoute } from './web/measure-route.ts';
import { seedBoard } from './web/seed-board.ts';
import { startPages } from './web/start-pages.ts';

/**
 * Checks the pages' budgets, with the production build in a real Chromium: first visits to each page, the arrival of the page of a model with many
 * prunings, a click on a model in the leaderboard, and the leaderboard with 1,000 rows. The
 * numbers on the pages are synthetic and in a throw-away database. Times are wall-clock times: close other programs.
 */
const SIZE = { models: 1000, benchmarks: 16 };
/** The last model has the most prunings. */
const PRUNED_MODEL = `made-model-${SIZE.models}`;
const BUDGET = {
  firstPaintMs: 1500,
  blockedMs: 200,
  scriptBytes: 250_000,
  layoutShift: 0.05,
  filterMs: 100,
  firstByteMs: 300,
  completeMs: 1000,
  clickMs: 100,
};
const ROUTES: readonly (readonly [path: string, last?: string])[] = [
  ['/'],
  ['/models/made-model-1'],
  ['/compare?models=made-model-1,made-model-2,made-model-3'],
  ['/explore'],
  ['/papers'],
  ['/jobs'],
  ['/submit'],
  ['/docs'],
];

if (!existsSync('apps/web/.next/BUILD_ID')) throw new Error('There is no build of the pages. Run `npm run build -w @lamina/web` first.');
process.stdout.write(`seeding ${SIZE.models} models …\n`);
const pages = await startPages((database) => seedBoard(database, SIZE));
const browser = await openBrowser();
let over = 0;
try {
  process.stdout.write(row('page', 'first paint', 'blocked', 'first scripts', 'all scripts', 'shift'));
  for (const [path, last] of ROUTES) {
    const answer = await fetch(pages.webUrl + path);
    if (!answer.ok) {
      process.stdout.write(row(path, `HTTP ${answer.status}`, '', '', '', ''));
      continue;
    }
    const figures = await measureRoute(browser, pages.webUrl + path, last);
    process.stdout.write(
      row(
        path,
        mark(`${figures.firstPaintMs.toFixed(0)} ms`, figures.firstPaintMs <= BUDGET.firstPaintMs),
        mark(`${figures.blockedMs.toFixed(0)} ms`, figures.blockedMs <= BUDGET.blockedMs),
        `${(figures.firstScriptBytes / 1000).toFixed(0)} kB`,
        mark(`${(figures.scriptBytes / 1000).toFixed(0)} kB`, figures.scriptBytes <= BUDGET.scriptBytes),
        mark(figures.layoutShift.toFixed(3), figures.layoutShift <= BUDGET.layoutShift),
      ),
    );
  }
  const arrival = await measureArrival(`${pages.webUrl}/models/${PRUNED_MODEL}`);
  process.stdout.write(
    `\n/models/${PRUNED_MODEL} with 61 prunings (${(arrival.bytes / 1000).toFixed(0)} kB): first byte after ${mark(`${arrival.firstByteMs.toFixed(0)} ms`, arrival.firstByteMs <= BUDGET.firstByteMs)}, ` +
      `complete after ${mark(`${arrival.completeMs.toFixed(0)} ms`, arrival.completeMs <= BUDGET.completeMs)}\n`,
  );
  const clickMs = await measureClick(browser, pages.webUrl);
  process.stdout.write(
    `a click on a model in the leaderboard shows the outlines of its page after ${mark(`${clickMs.toFixed(0)} ms`, clickMs <= BUDGET.clickMs)}\n`,
  );
  const board = await measureBoard(browser, pages.webUrl, SIZE.models);
  process.stdout.write(
    `\nleaderboard of ${board.rows} rows × ${board.columns} columns: a filter shows after ${mark(`${board.filterMs.toFixed(0)} ms`, board.filterMs <= BUDGET.filterMs)}, ` +
      `a sort after ${board.sortMs.toFixed(0)} ms; scrolling: median frame ${board.medianFrameMs.toFixed(1)} ms, slowest ${board.slowestFrameMs.toFixed(0)} ms\n`,
  );
} finally {
  await browser.close();
  await pages.stop();
}
process.stdout.write(over === 0 ? 'everything is within its budget\n' : `${over} figures are over their budget (marked !)\n`);
process.exit(over === 0 ? 0 : 1);

function mark(text: string, isWithin: boolean): string {
  if (!isWithin) over += 1;
  return isWithin ? text : `${text} !`;
}

function row(page: string, ...cells: readonly string[]): string {
  return `${page.padEnd(58)}${cells.map((cell) => cell.padStart(14)).join('')}\n`;
}
