import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { checkLookOf, isDark, type LookedAt } from '../check-look-of.ts';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Slugs {
  readonly leaderboard: {
    readonly nodes: readonly { readonly model: { readonly slug: string; readonly family: { readonly slug: string } } }[];
  };
}

/** Both themes, a phone's width, the console, the security headers and the theme button. */
export async function checkLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Slugs>('{ leaderboard(first: 3) { nodes { model { slug family { slug } } } } }');
  const slugs = leaderboard.nodes.map(({ model }) => model.slug);
  const pages: readonly LookedAt[] = [
    { name: 'leaderboard', path: '/' },
    {
      name: 'leaderboard-grouped',
      path: '/?group=family&columns=rank,model,average,perplexity,low_influence,removable,family,precision,strategy',
    },
    { name: 'compare', path: `/compare?models=${slugs}` },
    { name: 'compare-empty', path: '/compare' },
    { name: 'explore', path: '/explore?x=removed-parameters&y=average&points=shares' },
    { name: 'papers', path: '/papers' },
    { name: 'jobs', path: '/jobs' },
    { name: 'not-found', path: '/no-such-page' },
    { name: 'family', path: `/families/${leaderboard.nodes[0]?.model.family.slug}` },
    { name: 'benchmark', path: '/benchmarks/world-facts' },
    ...slugs.map((slug) => ({ name: `model-${slug}`, path: `/models/${slug}` })),
  ];
  await checkLookOf(checks, browser, stack, pages);

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
    assert.ok(await page.locator('tr[data-pruning]').first().isVisible(), 'what is streamed after the page is seen');
    await context.close();
  });

  await checks.check('a click on a model shows the outlines of its page before the server answers, and then the page', async () => {
    const page = await browser.newPage();
    const gate = Promise.withResolvers<void>();
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    await page.route(
      (url) => url.pathname === `/models/${slugs[0]}`,
      async (route) => {
        await gate.promise;
        await route.continue();
      },
    );
    await page.locator(`tr[data-model="${slugs[0]}"] th a`).click();
    await page.locator('[data-skeleton="facts chart table"]').waitFor();
    assert.equal(await page.locator('main').getAttribute('aria-busy'), 'true');
    await page.getByRole('status').filter({ hasText: 'Loading the model' }).waitFor({ state: 'attached' });
    assert.equal(new URL(page.url()).pathname, '/');
    gate.resolve();
    await page.waitForURL(`**/models/${slugs[0]}`);
    await page.locator('tr[data-layer]').first().waitFor();
    await page.locator('[data-skeleton]').waitFor({ state: 'detached' });
    assert.equal(await page.locator('main').getAttribute('aria-busy'), 'false');
    await page.close();
  });

  await checks.check('a page that does not exist still answers 404', async () => {
    for (const path of ['/no-such-page', '/models/no-such-model', '/benchmarks/no-such-benchmark', '/families/no-such-family'])
      assert.equal((await fetch(stack.webUrl + path)).status, 404, path);
  });

  await checks.check('pages carry a content security policy and the usual headers', async () => {
    const others = ['docs', 'sign-in'].map((name) => ({ name, path: `/${name}` }));
    for (const { name, path } of [...pages, ...others]) {
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
