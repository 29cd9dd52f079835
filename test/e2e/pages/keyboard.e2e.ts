import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { tabTo } from '../tab-to.ts';

interface Board {
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly slug: string; readonly name: string } }[] };
}

interface Found {
  readonly models: { readonly nodes: readonly { readonly slug: string }[] };
}

const FOUND = 'query($search: String!) { models(first: 20, filter: { search: $search }) { nodes { slug } } }';

/** The main path with the keyboard only, and without animations for users who prefer reduced motion. */
export async function checkKeyboard(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Board>('{ leaderboard(first: 2) { nodes { model { slug name } } } }');
  const [first, second] = leaderboard.nodes.map(({ model }) => model);
  assert.ok(first && second);
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });

  await checks.check('by keyboard alone: from the leaderboard to a model', async () => {
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('link', { name: first.name, exact: true }));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/models/${first.slug}`);
    await page.getByRole('heading', { level: 1, name: first.name }).waitFor();
  });

  await checks.check('by keyboard alone: from the model into a comparison with another', async () => {
    await tabTo(page, page.locator('main').getByRole('link', { name: 'Compare', exact: true }));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/compare?models=${first.slug}`);
    await page.waitForLoadState('networkidle');
    await tabTo(page, page.getByRole('button', { name: 'Add a model or family' }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a model or family' });
    await dialog.waitFor();
    await tabTo(page, dialog.getByLabel('Name or family'));
    await page.keyboard.type(second.name);
    const models = dialog.getByRole('list', { name: 'Models' }).getByRole('button');
    const choice = models.and(dialog.getByRole('button', { name: new RegExp(`^${second.name} (?!\\()`) }));
    await choice.waitFor();
    // Options that do not match disappear, also the focused one: wait until they have disappeared before reading the list.
    const { models: found } = await stack.query<Found>(FOUND, { search: second.name });
    const offered = found.nodes.filter(({ slug }) => slug !== first.slug).length;
    await waitFor('the models that match', async () => (await models.count()) === offered);
    await tabTo(page, choice);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/compare?models=${first.slug},${second.slug}`);
    await page.keyboard.press('Escape');
    await page.locator('[data-chart="influence"] [data-drawn="true"] svg').waitFor();
  });
  await page.close();

  await checks.check('menus open without motion for who asked for none', async () => {
    for (const [reducedMotion, expected] of [
      ['reduce', 0],
      ['no-preference', 1],
    ] as const) {
      const context = await browser.newContext({ reducedMotion });
      const still = await context.newPage();
      await still.goto(stack.webUrl, { waitUntil: 'networkidle' });
      const animations = await still.evaluate(() => {
        const menu = document.querySelector<HTMLElement>('[popover="auto"][role="dialog"]');
        menu?.showPopover();
        return menu?.getAnimations().length;
      });
      assert.equal(animations, expected, reducedMotion);
      await context.close();
    }
  });
}
