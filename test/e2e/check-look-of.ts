import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from './checks.ts';
import { findAxeViolations, isReadByAxe } from './find-axe-violations.ts';
import { openWholePage } from './open-whole-page.ts';
import { saveScreenshot } from './save-screenshot.ts';
import type { Stack } from './start-stack.ts';

/** A page of the site whose look is checked. */
export interface LookedAt {
  /** Also the name of its screenshots. */
  readonly name: string;
  readonly path: string;
  /** What is done before it is opened. */
  readonly before?: (page: Page) => Promise<void>;
  /** What is waited for besides its headline and drawings. */
  readonly after?: (page: Page) => Promise<unknown>;
}

/** In both themes and at the widths of a desktop and of a phone, each page fits, follows the theme, logs nothing, and axe finds nothing serious. */
export async function checkLookOf(checks: Checks, browser: Browser, stack: Stack, pages: readonly LookedAt[]): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1360, 360]) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      // The browser itself logs the status of a page that must be missing.
      page.on(
        'console',
        (message) => message.type() === 'error' && !message.text().includes('status of 404') && errors.push(message.text()),
      );
      for (const { name, path, before, after } of pages) {
        await checks.check(`${name}: ${theme}, ${width} px`, async () => {
          await before?.(page);
          await openWholePage(page, `${stack.webUrl}${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.waitForFunction(() => document.querySelector('[data-drawn="false"]') === null);
          await after?.(page);
          await saveScreenshot(page, width < 400 ? `${name}-phone` : name, theme);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(overflow, 0, `scrolls sideways by ${overflow} px`);
          assert.deepEqual(await listClippedCells(page), [], 'cells do not show all of their text');
          const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
          assert.equal(isDark(ground), theme === 'dark', `the ground is ${ground}`);
          if (isReadByAxe(theme, width)) assert.deepEqual(await findAxeViolations(page), []);
          assert.deepEqual(errors.splice(0), []);
        });
      }
      await context.close();
    }
  }
}

/** Texts of the cells of tables that are wider than their cell, or cut. */
function listClippedCells(page: Page): Promise<string[]> {
  return page
    .locator('tbody td, tbody th')
    .evaluateAll((cells) =>
      cells
        .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || getComputedStyle(cell).textOverflow === 'ellipsis')
        .map((cell) => cell.textContent),
    );
}

/** Whether a CSS colour is nearer to black than to white. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue < 3 * 128;
}
