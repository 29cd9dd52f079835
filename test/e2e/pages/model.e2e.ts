import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Answer {
  readonly models: { readonly nodes: readonly { readonly slug: string; readonly name: string; readonly blockCount: number }[] };
}

interface Scores {
  readonly layerScores: { readonly nodes: readonly { readonly layerIndex: number; readonly mean: number }[] };
  readonly prunings: { readonly totalCount: number };
  readonly evaluations: {
    readonly nodes: readonly {
      readonly value: number;
      readonly retention: number | null;
      readonly metric: string;
      readonly benchmark: { readonly name: string };
    }[];
  };
}

const SCORES = `query($slug: String!) {
  layerScores(first: 100, filter: { models: [$slug], metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: LAYER_INDEX, direction: ASC }]) { nodes { layerIndex mean } }
  prunings(first: 1, filter: { models: [$slug] }) { totalCount }
  evaluations(first: 100, filter: { models: [$slug], strategy: BLOCK_INFLUENCE, removedCount: { gte: 1, lte: 1 } }) {
    nodes { value retention metric benchmark { name } }
  }
}`;

/** Every bundled model's page: bars, curves, tables, choices, and the page of a model that does not exist. */
export async function checkModel(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { models } = await stack.query<Answer>('{ models(first: 100) { nodes { slug name blockCount } } }');
  for (const model of models.nodes) await checkOneModel(checks, page, stack, model);

  await checks.check('an unknown model is a 404 with a way back', async () => {
    const response = await page.goto(`${stack.webUrl}/models/no-such-model`);
    assert.equal(response?.status(), 404);
    await page.getByRole('link', { name: 'See all models' }).waitFor();
  });
  await page.close();
}

async function checkOneModel(checks: Checks, page: Page, stack: Stack, model: Answer['models']['nodes'][number]): Promise<void> {
  const scores = await stack.query<Scores>(SCORES, { slug: model.slug });

  await checks.check(`${model.slug}: one bar and one table row per block, with the API's numbers`, async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('link', { name: model.name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: model.name }).waitFor();
    assert.equal(await page.locator('#layers').locator('xpath=ancestor::section[1]').locator('tr[data-layer]').count(), model.blockCount);
    for (const { layerIndex, mean } of scores.layerScores.nodes) {
      const cell = page.locator(`tr[data-layer="${layerIndex}"] td[data-column="block-influence"]`);
      assert.equal(await cell.getAttribute('data-value'), String(mean));
      assert.equal(await cell.textContent(), mean.toFixed(4));
    }
    await page.locator('[data-chart="block-scores"] [data-drawn="true"]').waitFor();
    const bars = page.locator('[data-chart="block-scores"] [aria-label="bar"] > *');
    assert.equal(await bars.count(), model.blockCount);
    const lowest = scores.layerScores.nodes.toSorted((a, b) => a.mean - b.mean)[0]?.layerIndex;
    assert.match((await page.locator(`tr[data-layer="${lowest}"] td[data-column="rank"]`).textContent()) ?? '', /^1(?!\d)/);
  });

  await checks.check(`${model.slug}: the prunings table holds the API's numbers`, async () => {
    assert.equal(await page.locator('tr[data-pruning]').count(), scores.prunings.totalCount);
    const row = page.locator('tr[data-pruning="block-influence/1"]').first();
    let compared = 0;
    for (const { benchmark, retention, value, metric } of scores.evaluations.nodes) {
      const cell = row.locator(`td[data-column="${metric === 'word_perplexity' ? 'perplexity' : benchmark.name}"]`);
      if (!(metric === 'word_perplexity' || metric === 'acc')) continue;
      assert.equal(await cell.getAttribute('data-value'), String(metric === 'acc' ? (retention ?? '') : value), benchmark.name);
      compared++;
    }
    assert.ok(compared > 0 || scores.evaluations.nodes.length === 0, 'no value could be compared');
  });

  await checks.check(`${model.slug}: the lane and the benchmark are chosen, stand in the URL, and survive a reload`, async () => {
    await page.getByRole('button', { name: 'After final norm' }).click();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    await page.waitForURL(/metric=final-norm.*scale=log/);
    await page.locator('[data-chart="block-scores"] [aria-label="dot"]').waitFor();
    assert.equal(await page.locator('[data-chart="block-scores"] [aria-label="dot"] > *').count(), model.blockCount);
    if (scores.evaluations.nodes.length === 0) return;
    await page.getByRole('combobox', { name: 'Retention of' }).selectOption({ index: 1 });
    await page.waitForURL(/benchmark=/);
    await page.reload();
    assert.equal(await page.getByRole('button', { name: 'After final norm' }).getAttribute('aria-pressed'), 'true');
    assert.notEqual(await page.getByRole('combobox', { name: 'Retention of' }).inputValue(), 'average');
    await page.locator('[data-chart="retention"] [aria-label="line"] path').first().waitFor();
  });
}
