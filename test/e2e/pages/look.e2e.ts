import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { findAxeViolations, isReadByAxe } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import type { Stack } from '../start-stack.ts';

interface Slugs {
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly slug: string } }[] };
}

/** Both themes, a phone's width, the console, the security headers and the theme button. */
export async function checkLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Slugs>('{ leaderboard(first: 3) { nodes { model { slug } } } }');
  const slugs = leaderboard.nodes.map(({ model }) => model.slug);
  const pages = [
    ['leaderboard', '/'],
    ['leaderboard-grouped', '/?group=family&columns=rank,model,average,perplexity,low_influence,removable,family,precision,strategy'],
    ['compare', `/compare?models=${slugs}`],
    ['compare-empty', '/compare'],
    ['explore', '/explore?x=removed-parameters&y=average&points=shares'],
    ['papers', '/papers'],
    ['jobs', '/jobs'],
    ['not-found', '/no-such-page'],
    ...slugs.map((slug) => [`model-${slug}`, `/models/${slug}`] as const),
  ] as const;

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1360, 360]) {
      await checks.check(
        `${theme}, ${width} px: every page fits its width, follows the theme, ${isReadByAxe(theme, width) ? 'has no serious finding of axe ' : ''}and logs no error`,
        async () => {
          const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 800 } });
          const page = await context.newPage();
          const errors: string[] = [];
          const problems: string[] = [];
          page.on('pageerror', (error) => errors.push(error.message));
          page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
          for (const [name, path] of pages) {
            await page.goto(`${stack.webUrl}${path}`, { waitUntil: 'load' });
            await page.getByRole('heading', { level: 1 }).waitFor();
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.equal(overflow, 0, `${name} scrolls sideways by ${overflow} px`);
            const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
            assert.equal(isDark(ground), theme === 'dark', `${name} has the ground ${ground}`);
            for (const drawing of await page.locator('[data-drawn]').all())
              await drawing.and(page.locator('[data-drawn="true"]')).waitFor();
            await saveScreenshot(page, width < 400 ? `${name}-phone` : name, theme);
            if (isReadByAxe(theme, width)) problems.push(...(await findAxeViolations(page)).map((problem) => `${name}: ${problem}`));
          }
          await context.close();
          assert.deepEqual(problems, []);
          // The browser itself logs the status of the page that must be missing.
          assert.deepEqual(
            errors.filter((text) => !text.includes('status of 404')),
            [],
          );
        },
      );
    }
  }

  await checks.check('the theme button wins over the system and is there in the first byte after a reload', async () => {
    const context = await browser.newContext({ colorScheme: 'light' });
    const page = await context.newPage();
    // A click before the scripts are loaded would be lost.
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    const button = page.getByRole('button', { name: /Theme/ });
    for (const name of ['Light', 'Dark']) {
      await button.click();
      await page.getByRole('button', { name: `Theme: ${name}` }).waitFor();
    }
    const response = await page.reload();
    assert.match((await response?.text()) ?? '', /<html[^>]*data-theme="dark"/);
    assert.ok(isDark(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)));
    await context.close();
  });

  await checks.check('the page reads without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(stack.webUrl);
    assert.ok((await page.locator('tr[data-model]').count()) > 0);
    await page.goto(`${stack.webUrl}/models/${slugs[0]}`);
    assert.ok((await page.locator('tr[data-layer]').count()) > 0);
    assert.match((await page.locator('[data-chart] figcaption').first().textContent()) ?? '', /\d/);
    await context.close();
  });

  await checks.check('pages carry a content security policy and the usual headers', async () => {
    for (const [name, path] of [...pages, ['api-explorer', '/api-explorer'], ['docs', '/docs'], ['sign-in', '/sign-in']] as const) {
      const { headers } = await fetch(stack.webUrl + path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /script-src 'self' 'nonce-[^']+' 'strict-dynamic'/, name);
      assert.match(policy, /frame-ancestors 'none'/, name);
      assert.equal(headers.get('x-frame-options'), 'DENY', name);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', name);
      assert.equal(headers.get('referrer-policy'), 'strict-origin-when-cross-origin', name);
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/, name);
      assert.equal(headers.get('x-powered-by'), null, name);
    }
  });
}

function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue < 3 * 128;
}
