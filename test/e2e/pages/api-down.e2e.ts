import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findFreePort } from '@lamina/database';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { findAxeViolations } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';

/** Starts a second web server with the address of an API that does not exist: the pages must show this. */
export async function checkApiDown(checks: Checks, browser: Browser): Promise<void> {
  // Its time is spent waiting for the page's limit, so the other checks run meanwhile.
  const silent = checks.check('an API that takes a request and never answers is given up, and the page says so', () =>
    waitForSilence(browser),
  );
  const [webPort, deadPort] = [await findFreePort(), await findFreePort()];
  const web = startWeb(webPort, deadPort);
  const page = await browser.newPage();
  try {
    await waitFor('the second web server', async () => (await fetch(`http://localhost:${webPort}`).catch(() => null))?.ok);
    for (const path of [
      '/',
      '/jobs',
      '/models/anything',
      '/submit',
      '/compare?models=one,another',
      '/compare/kept',
      '/explore',
      '/papers',
    ]) {
      await checks.check(`${path} says that the API does not answer`, async () => {
        await page.goto(`http://localhost:${webPort}${path}`);
        const text = (await page.locator('section[role="alert"]').textContent()) ?? '';
        assert.match(text, /The Lamina API does not answer/);
        assert.match(text, new RegExp(`127.0.0.1:${deadPort}`));
      });
    }
    await checks.check('what they say has no serious finding of axe in both themes, and fits a phone', async () => {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        for (const width of [1360, 360]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(`http://localhost:${webPort}`);
          await page.locator('section[role="alert"]').waitFor();
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
          assert.deepEqual(await findAxeViolations(page), []);
          await saveScreenshot(page, width < 400 ? 'api-down-phone' : 'api-down', theme);
        }
      }
    });
    await checks.check('the sign-in page opens without it', async () => {
      assert.equal((await page.goto(`http://localhost:${webPort}/sign-in`))?.status(), 200);
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    });
    await checks.check('the documentation needs no API', async () => {
      assert.equal((await page.goto(`http://localhost:${webPort}/docs/glossary`))?.status(), 200);
      await page.getByRole('heading', { level: 1, name: 'Glossary' }).waitFor();
    });
  } finally {
    await page.close();
    web.kill('SIGTERM');
    if (web.exitCode === null) await once(web, 'exit');
  }

  await checks.check('a web server with a wrong environment stops and names every problem', async () => {
    const wrong = startWeb(webPort, 0, { LAMINA_API_PORT: 'many', LAMINA_API_PUBLIC_URL: 'ftp://x' });
    let text = '';
    wrong.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await waitFor('both problems on stderr', async () => /LAMINA_API_PORT[\s\S]*LAMINA_API_PUBLIC_URL/.test(text));
    wrong.kill('SIGKILL');
  });
  await silent;
}

/** Opens a page whose API takes requests and never answers. */
async function waitForSilence(browser: Browser): Promise<void> {
  const silent = createServer(() => undefined).listen(0);
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const slowPort = await findFreePort();
  const slow = startWeb(slowPort, port);
  const waiting = await browser.newPage();
  try {
    await waitFor('the third web server', async () => (await fetch(`http://localhost:${slowPort}/icon.svg`).catch(() => null))?.ok);
    await waiting.goto(`http://localhost:${slowPort}/jobs`);
    await waiting.locator('section[role="alert"]').filter({ hasText: 'The Lamina API does not answer' }).waitFor();
  } finally {
    await waiting.close();
    slow.kill('SIGTERM');
    if (slow.exitCode === null) await once(slow, 'exit');
    silent.closeAllConnections();
    silent.close();
  }
}

function startWeb(port: number, apiPort: number, extra: Record<string, string> = {}): ChildProcess {
  const env = { ...process.env, LAMINA_API_PORT: String(apiPort), ...extra };
  return spawn(process.execPath, ['../../node_modules/next/dist/bin/next', 'start', '--port', String(port)], {
    cwd: 'apps/web',
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
