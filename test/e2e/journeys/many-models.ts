import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Strips {
  readonly layerStrips: {
    readonly title: string;
    readonly strips: readonly { readonly slug: string; readonly order: readonly number[]; readonly layers: readonly number[] }[];
  };
}

const SLUG = 'mistral-7b-v0.3';

/** The picture of many models: an operation is chosen, blocks are read by pointer and by keys, and a strip opens its model. */
export async function checkManyModels(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { layerStrips } = await stack.query<Strips>('{ layerStrips(operation: INFLUENCE) { title strips { slug order layers } } }');
  const least = layerStrips.strips.find(({ slug }) => slug === SLUG)?.order[0];
  const strip = page.locator(`[data-strip="${SLUG}"] [role="img"]`);
  const tip = page.getByRole('status').filter({ hasText: 'Block' });

  await checks.check('a chosen operation stands in the address and has the title of the API', async () => {
    await page.goto(`${stack.webUrl}/models`, { waitUntil: 'networkidle' });
    await page.getByText('Influence (cosine)').click();
    await page.waitForURL(/operation=influence/);
    await page.getByRole('heading', { level: 2, name: layerStrips.title }).waitFor();
    await page.reload({ waitUntil: 'networkidle' });
    assert.ok(await page.getByRole('radio', { name: /Influence/ }).isChecked());
    assert.equal(await page.locator('[data-strip]').count(), layerStrips.strips.length);
  });

  await checks.check('a block is read by the pointer and by keys, and Enter opens its model, where it is marked', async () => {
    await strip.hover();
    await tip.filter({ hasText: /Block \d+ of 32/ }).waitFor();
    await page.mouse.move(0, 0);
    await page.keyboard.press('Tab');
    await page.locator(`[data-strip="${SLUG}"] a`).first().focus();
    await page.keyboard.press('Tab');
    await tip
      .filter({ hasText: `Block ${least} of 32` })
      .filter({ hasText: 'rank 1 of 32, matters least' })
      .waitFor();
    await page.keyboard.press('End');
    await tip.filter({ hasText: 'Block 31 of 32' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/published/${SLUG}#block-31$`));
    await page.locator('[data-marked-block="31"]').first().waitFor();
    await page.getByText('Block 31 is marked.').waitFor();
  });

  await checks.check('every cell is a row of the table', async () => {
    await page.goto(`${stack.webUrl}/models?operation=influence`);
    await page.getByRole('link', { name: 'As table' }).click();
    await page.locator('[data-cell]').first().waitFor();
    const cells = layerStrips.strips.reduce((sum, { layers }) => sum + layers.length, 0);
    assert.equal(await page.locator('[data-cell]').count(), cells);
  });

  await checks.check('the command beside the picture fetches its cells and no others', async () => {
    await page.goto(`${stack.webUrl}/models?operation=influence`, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Show query' }).first().click();
    await page.getByLabel('As', { exact: true }).selectOption('curl');
    const curl = (await page.locator('[data-language="curl"]').textContent()) ?? '';
    const { stdout, stderr } = spawnSync('sh', ['-c', curl.replace(/--output \S+/, '')], { encoding: 'utf8' });
    const cells = layerStrips.strips.reduce((sum, { layers }) => sum + layers.length, 0);
    assert.equal(stdout.trimEnd().split('\n').length, 1 + cells, stderr);
  });
  await page.close();
}
