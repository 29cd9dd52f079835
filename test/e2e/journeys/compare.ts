import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

interface Board {
  readonly board: readonly { readonly model: { readonly slug: string; readonly name: string } }[];
}

interface Compared {
  readonly compareModels: { readonly models: readonly { readonly points: readonly { readonly mean: number }[] }[] };
}

/** Two models are found, set side by side, and the comparison is saved. */
export async function checkCompare(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { board } = await stack.query<Board>('{ board(lose: 0.1, testModels: true) { model { slug name } } }');
  const [first, second] = board.map(({ model }) => model);
  assert.ok(first && second, 'two measured models are needed');
  const address = `${stack.webUrl}/compare?models=${first.slug},${second.slug}`;
  const context = await browser.newContext();
  const page = await context.newPage();

  await checks.check('a model is added by its name, and the comparison stands in the address', async () => {
    await page.goto(`${stack.webUrl}/compare?models=${first.slug}`, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Add a model' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a model' });
    await dialog.getByLabel('Name or family').fill(second.name);
    await dialog
      .getByRole('list', { name: 'Models' })
      .getByRole('button', { name: new RegExp(`^${second.name} (?!\\()`) })
      .click();
    await page.waitForURL(address);
    await page.keyboard.press('Escape');
  });

  await checks.check('the influence of every block is the API’s', async () => {
    await page.goto(`${address}&view-influence=table`);
    const cells = page.locator('[data-chart="influence"] tbody td:nth-child(3)');
    await cells.first().waitFor();
    const shown = await cells.evaluateAll((found) => found.map((cell) => Number(cell.getAttribute('data-value'))));
    const { compareModels } = await stack.query<Compared>(
      'query ($slugs: [String!]!) { compareModels(slugs: $slugs, metric: BLOCK_INFLUENCE) { models { points { mean } } } }',
      { slugs: [first.slug, second.slug] },
    );
    const wanted = compareModels.models.flatMap(({ points }) => points.map(({ mean }) => mean));
    // PostgreSQL adds up the same numbers in any order, so last digits may differ.
    const round = (values: readonly number[]): readonly number[] => values.map((value) => Number(value.toPrecision(12))).toSorted();
    assert.deepEqual(round(shown), round(wanted));
  });

  await checks.check('a model that was never measured is named, and a link goes on without it', async () => {
    await stack.write(
      'mutation { registerModel(input: { slug: "never-scored", name: "Never scored", facts: { blockCount: 8, hiddenSize: 8, parameterCount: 100 } }) { model { slug } } }',
    );
    await page.goto(`${address},never-scored`);
    const notice = page.getByRole('alert').filter({ hasText: 'never-scored' });
    await notice.getByRole('link', { name: 'Never scored' }).click();
    await page.waitForURL((url) => url.searchParams.get('models') === `${first.slug},${second.slug}`);
    await stack.write('mutation { deleteModel(slug: "never-scored") { slug } }');
  });

  await checks.check('who is signed in saves a comparison, and it has an address of its own', async () => {
    await signIn(page, stack);
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Save as a permalink' }).click();
    await page.getByLabel('Title').fill('Two side by side');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/compare\/[^?]+$/);
    const saved = page.url();
    await context.clearCookies();
    await page.goto(saved);
    await page.getByRole('heading', { level: 1, name: 'Two side by side' }).waitFor();
    await page.locator('[data-chart="influence"]').waitFor();
  });
  await checks.check('published profiles of the chosen models share one axis, with credit', async () => {
    await page.goto(`${stack.webUrl}/compare?models=qwen3.5-9b`, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByLabel('Name or family').fill('qwen3.5-4b');
    await page.getByRole('button', { name: /^Qwen3.5-4B published/ }).click();
    await page.waitForURL(/models=qwen3.5-9b,qwen3.5-4b/);
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'What did others measure?' }) });
    for (const name of ['Qwen3.5-9B', 'Qwen3.5-4B']) await section.getByText(name, { exact: true }).first().waitFor();
    await section.getByRole('link', { name: 'Rounding sensitivities: Thireus, GGUF Tool Suite and its contributors' }).waitFor();
  });

  await checks.check('two runs of lm-evaluation-harness are compared where they are chosen', async () => {
    await page.goto(`${stack.webUrl}/compare-runs`, { waitUntil: 'networkidle' });
    const run = (value: number) => ({
      name: 'samples_arc_easy_2026-01-31T12-00-00.000000.jsonl',
      mimeType: 'application/jsonl',
      buffer: Buffer.from(
        Array.from({ length: 20 }, (_, id) => JSON.stringify({ doc_id: id, doc_hash: 'a', metrics: ['acc'], acc: value })).join('\n'),
      ),
    });
    const choose = (name: string, value: number) =>
      page
        .getByRole('region', { name })
        .getByLabel('Files of samples')
        .setInputFiles([run(value), { name: 'results.json', mimeType: 'application/json', buffer: Buffer.from('{}') }]);
    await choose('First run', 1);
    await choose('Second run', 0);
    await page.getByText('The second run is worse in samples acc −1.0000; of 1 comparison').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save Markdown' }).click();
    assert.equal((await download).suggestedFilename(), 'compare-runs.md');
  });
  await context.close();
}
