import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';

/**
 * The text of the file that an entry of an export menu downloads; if several entries have the name, the first one. `scope` contains one such menu.
 */
export async function downloadText(page: Page, scope: Locator, label: string): Promise<string> {
  await scope.getByRole('button', { name: 'Export', exact: true }).click();
  const entry = page.locator(':popover-open').getByRole('button', { name: label }).first();
  const [download] = await Promise.all([page.waitForEvent('download'), entry.click()]);
  await page.keyboard.press('Escape');
  return readFileSync(await download.path(), 'utf8');
}
