import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { digestDownloadedGraph } from '../digest-downloaded-graph.ts';
import { findAxeViolations } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import type { Stack } from '../start-stack.ts';

interface Answer {
  readonly verdict: string;
  readonly choice: {
    readonly command: string;
    readonly pruning: { readonly artefact: { readonly sha256: string; readonly files: readonly object[] } | null };
  } | null;
  readonly measure: { readonly counts: readonly number[] } | null;
}

const PHONE_WIDTH = 390;
/** Some removal of a bundled model has at most this loss. */
export const LARGE_LOSS = 0.2;
const QUERY = `query ($model: String!, $loss: Float!, $metric: String) {
  recommendation(model: $model, maximumLoss: $loss, metric: $metric) { verdict choice { command pruning { artefact { sha256 files { path } } } } measure { counts } } }`;
const MODELS = '{ leaderboard(first: 100) { nodes { model { slug } } } }';

/** "Which layers, what command": on the leaderboard and on the page of a model. */
export async function checkRecommendation(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const slug = await findAnswered(stack, (choice) => choice !== null);

  await checks.check('two clicks lead from the leaderboard to the blocks to remove and the command', async () => {
    await page.goto(stack.webUrl);
    await page.locator(`a[href="/models/${slug}"]`).first().click();
    await page.waitForURL(/\/models\//);
    await page.getByLabel('Lose at most').selectOption(String(LARGE_LOSS));
    await page.waitForURL(/loss=0\.2/);
    await compareAnswer(page, await askRecommendation(stack, { model: slug, loss: LARGE_LOSS }));
  });

  await checks.check('the address alone brings the answer back, and what the loss is meant on changes it', async () => {
    await page.goto(`${stack.webUrl}/models/${slug}?loss=0.1&on=perplexity`);
    assert.equal(await page.getByLabel('Lose at most').inputValue(), '0.1');
    await compareAnswer(page, await askRecommendation(stack, { model: slug, loss: 0.1, metric: 'perplexity' }));
    await page.goto(`${stack.webUrl}/models/${slug}?on=nothing-of-the-kind`);
    await page.locator('[aria-live="polite"]', { hasText: 'There is no benchmark "nothing-of-the-kind"' }).waitFor();
  });

  await checks.check('the leaderboard answers for the model that is chosen there', async () => {
    await page.goto(stack.webUrl);
    await page.getByLabel('Of the model').selectOption(slug);
    await page.waitForURL((url) => url.searchParams.get('of') === slug);
    await compareAnswer(page, await askRecommendation(stack, { model: slug, loss: 0.05 }));
  });

  await checks.check('the model that a worker wrote downloads beside its command', async () => {
    const written = await findAnswered(stack, (choice) => (choice?.pruning.artefact?.files ?? []).length > 0);
    const { choice } = await askRecommendation(stack, { model: written, loss: LARGE_LOSS });
    await page.goto(`${stack.webUrl}/models/${written}?loss=${LARGE_LOSS}`);
    await page.locator('[data-recommendation]').getByRole('button', { name: 'Download' }).first().click();
    assert.equal(await digestDownloadedGraph(page), choice?.pruning.artefact?.sha256);
  });

  await checks.check('one click fills in the study that would tell more', async () => {
    const losses = [0.005, 0.01, 0.02, 0.05];
    for (const loss of losses) {
      const { measure } = await askRecommendation(stack, { model: slug, loss });
      if (measure === null) continue;
      await page.goto(`${stack.webUrl}/models/${slug}?loss=${loss}`);
      await page.locator('[data-recommendation] a[href^="/submit"]').click();
      await page.waitForURL(/\/submit/);
      assert.equal(await page.getByLabel('Numbers').inputValue(), measure.counts.join(', '));
      return;
    }
    assert.fail(`nothing is left to measure at ${losses.join(', ')}`);
  });

  await checks.check('it fits a phone in both themes, and axe finds nothing serious', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width: PHONE_WIDTH, height: 800 } });
      const phone = await context.newPage();
      await phone.goto(`${stack.webUrl}/models/${slug}?loss=${LARGE_LOSS}`);
      await phone.locator('[data-recommendation]').waitFor();
      const width = await phone.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE_WIDTH, `the page is ${width} px wide`);
      assert.deepEqual(await findAxeViolations(phone), []);
      await saveScreenshot(phone, 'recommendation-phone', theme);
      await context.close();
    }
  });
  await page.close();
}

/** A model of the leaderboard whose answer is wanted. */
async function findAnswered(stack: Stack, isWanted: (choice: Answer['choice']) => boolean): Promise<string> {
  const { leaderboard } = await stack.query<{ leaderboard: { nodes: readonly { model: { slug: string } }[] } }>(MODELS);
  for (const { model } of leaderboard.nodes)
    if (isWanted((await askRecommendation(stack, { model: model.slug, loss: LARGE_LOSS })).choice)) return model.slug;
  assert.fail(`no model has such a removal that loses at most ${LARGE_LOSS}`);
}

export interface Question {
  readonly model: string;
  readonly loss: number;
  /** Default: the average of the benchmarks. */
  readonly metric?: string;
}

export async function askRecommendation(stack: Stack, { model, loss, metric = 'average' }: Question): Promise<Answer> {
  return (await stack.query<{ recommendation: Answer }>(QUERY, { model, loss, metric })).recommendation;
}

/** The page shows this answer. */
export async function compareAnswer(page: Page, { verdict, choice }: Answer): Promise<void> {
  const answer = page.locator(`[data-recommendation="${verdict}"]`);
  await answer.waitFor();
  if (choice === null) return;
  // The former answer stands, perhaps with the same verdict, until the new one has come.
  const command = answer.locator('[data-command]').first();
  await waitFor(`npx ${choice.command}`, async () => (await command.textContent()) === `npx ${choice.command}`);
  assert.match((await answer.textContent()) ?? '', /95 %: .* to /);
}
