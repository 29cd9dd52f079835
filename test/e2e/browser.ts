import { type Browser, chromium } from 'playwright-core';
import { LIMIT_MS } from './checks.ts';

/** The system's Chromium without a user interface of its own: no download, and no network requests of its own. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env.LAMINA_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  browser.on('context', (context) => context.setDefaultTimeout(LIMIT_MS));
  return browser;
}
