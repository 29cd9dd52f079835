import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';

const FOLDER = 'test-results/screenshots';

/** Writes the whole page as a PNG; the theme is part of the name. Where nobody looks at them (CI=true), none is written. */
export async function saveScreenshot(page: Page, name: string, theme: 'light' | 'dark'): Promise<void> {
  if (process.env.CI === 'true') return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, fullPage: true });
}
