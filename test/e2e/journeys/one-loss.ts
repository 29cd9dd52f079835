import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { open } from './look.ts';

interface StoredLoss {
  readonly text: string;
  readonly loss: number;
  readonly model: { readonly slug: string };
  readonly pruning: { readonly id: string };
}

interface LossPage {
  readonly textEvaluations: {
    readonly nodes: readonly StoredLoss[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const LOSSES = `query ($after: String) { textEvaluations(first: 100, after: $after, filter: { dense: false }) {
  nodes { text loss model { slug } pruning { id } } pageInfo { hasNextPage endCursor } } }`;

interface Answered {
  readonly model: {
    readonly answer: {
      readonly cheapest: Entry;
      readonly front: readonly Entry[];
    };
  };
}

interface Entry {
  readonly command: string;
  readonly textLoss: number;
  readonly pruning: { readonly id: string } | null;
}

const ANSWER = `query ($slug: String!) { model(slug: $slug) { answer(lose: 0.1, save: BYTES) {
  cheapest { ...Facts } front { ...Facts } } } }
  fragment Facts on AnswerEntry { command textLoss pruning { id } }`;

/** The stored losses of all models, with which the pages are compared. */
interface Truth {
  readonly rows: readonly StoredLoss[];
  readonly answer: Answered['model']['answer'];
}

interface Walked {
  readonly page: Page;
  readonly stack: Stack;
  /** A model with changes that were measured on texts. */
  readonly slug: string;
}

/** Walks every page that shows what a change costs on a text: each shows the stored loss, and where it shows one number for all texts, the largest. */
export async function checkOneLoss(checks: Checks, { page, stack, slug }: Walked): Promise<void> {
  const rows: StoredLoss[] = [];
  for (let after: string | null = null; ; ) {
    const { textEvaluations }: LossPage = await stack.query<LossPage>(LOSSES, { after });
    rows.push(...textEvaluations.nodes);
    if (!textEvaluations.pageInfo.hasNextPage) break;
    after = textEvaluations.pageInfo.endCursor;
  }
  const { model } = await stack.query<Answered>(ANSWER, { slug });
  const truth: Truth = { rows, answer: model.answer };
  const texts = [...new Set(rows.filter((row) => row.model.slug === slug).map(({ text }) => text))];
  const address = `${stack.webUrl}/models/${slug}`;

  await checks.check('the answer shows the largest loss of each change, on the first page and on that of the model', async () => {
    const expected = new Map(truth.answer.front.map((entry) => [entry.command, largestOf(truth, entry)]));
    const losses = [...expected.values()].toSorted();
    for (const url of [`${stack.webUrl}/?model=${slug}&view-front=table`, `${address}?view-front=table`]) {
      await open(page, url);
      const cells = page.locator('[data-chart="front"] tbody td:nth-child(3)');
      await cells.first().waitFor();
      const shown = await cells.evaluateAll((found) => found.map((cell) => Number(cell.getAttribute('data-value'))));
      assert.deepEqual(shown.toSorted(), losses, url);
    }
    const saved = (await readColumn(page, 'tr[data-form]', 'loss')).map(({ value }) => Number(value));
    assert.deepEqual(saved.toSorted(), losses);
    await open(page, stack.webUrl);
    const cheapest = await page.locator(`tr:has(a[href="/models/${slug}"]) [data-column="cheapest"]`).getAttribute('data-value');
    assertNear(Number(cheapest), [largestOf(truth, truth.answer.cheapest)], 'the cheapest of the first page');
  });

  await checks.check('the table of prunings shows the loss of each on each text', async () => {
    let count = 0;
    for (const units of ['block', 'attention', 'mlp']) {
      await open(page, `${address}?tab=prunings&units=${units}`);
      for (const text of texts)
        for (const { id, value } of await readColumn(page, 'tr[data-pruning]', text)) {
          const stored = truth.rows.filter((row) => row.pruning.id === id && row.text === text).map(({ loss }) => 1 + loss);
          if (value === '') assert.deepEqual(stored, [], `${id} on ${text}`);
          else assertNear(Number(value), stored, `${id} on ${text}`);
          count += value === '' ? 0 : 1;
        }
    }
    assert.ok(count > texts.length, `${count} losses are shown`);
  });

  await checks.check('charts of costs and tables of strategies show stored losses', async () => {
    let count = 0;
    for (const text of texts) {
      const factors = listFactors(truth, text);
      const chart = `cost-${slug}-block`;
      await open(page, `${address}?text=${text}&benchmark=${text}&view-${chart}=table`);
      const points = await readCells(page, `[data-chart="${chart}"] tbody tr`);
      // A point of random draws is their mean.
      for (const [series = '', , factor] of points)
        if (!series.startsWith('at random')) assertShown(factor, factors, `${series} on ${text}`);
      const which = await readColumn(page, 'tr[data-strategy]', 'which');
      const values = await readColumn(page, 'tr[data-strategy]', 'value');
      const chosen = values.filter((_, place) => which[place]?.value !== '');
      for (const { id, value } of chosen) assertNear(Number(value), factors, `${id} on ${text}`);
      count += points.length + chosen.length;
    }
    assert.ok(count > texts.length, `${count} losses are shown`);
  });

  await checks.check('the findings show stored losses, of each change on each text', async () => {
    await open(page, `${stack.webUrl}/findings`);
    const labels = await readColumn(page, 'section[aria-labelledby="words"] tr[data-finding]', 'c1');
    const factors = await readColumn(page, 'section[aria-labelledby="words"] tr[data-finding]', 'c2');
    assert.ok(factors.length > 0);
    for (const [place, { value }] of factors.entries()) {
      const text = labels[place]?.value ?? '';
      assertNear(Number(value), listFactors(truth, text), `a change on ${text}`);
    }
    const cells = await page
      .locator('section[aria-labelledby="texts"] tr[data-finding] [data-column]')
      .evaluateAll((found) =>
        found.map((cell) => ({ label: cell.getAttribute('data-label') ?? '', value: cell.getAttribute('data-value') ?? '' })),
      );
    const ofTexts = cells.filter(({ label, value }) => texts.includes(label) && value !== '');
    assert.ok(ofTexts.length > 0);
    for (const { label, value } of ofTexts) assertNear(Number(value), listFactors(truth, label), `a change on ${label}`);
  });
}

/** The largest stored loss of a change; a quantized form is a model of its own, whose loss is that of the answer. */
function largestOf({ rows }: Truth, { pruning, textLoss }: Entry): number {
  return pruning === null ? textLoss : Math.max(...rows.filter((row) => row.pruning.id === pruning.id).map(({ loss }) => loss));
}

/** Perplexity ÷ that of the whole model, of every change that was measured on a text. */
function listFactors({ rows }: Truth, text: string): readonly number[] {
  return rows.filter((row) => row.text === text).map(({ loss }) => 1 + loss);
}

function assertNear(value: number, stored: readonly number[], what: string): void {
  assert.ok(
    stored.some((one) => Math.abs(one - value) <= 1e-9 * Math.abs(one)),
    `${what}: ${value} is none of ${stored.length} stored values`,
  );
}

/** A number as charts' tables write it, with four digits. */
function assertShown(text: string | undefined, stored: readonly number[], what: string): void {
  const value = Number(text?.replaceAll(',', '').replace('−', '-'));
  assert.ok(
    stored.some((one) => Math.abs(one - value) <= 6e-4 * Math.abs(one)),
    `${what}: ${text} is none of ${stored.length} stored values`,
  );
}

/** The texts of a table's cells, by row. */
function readCells(page: Page, rows: string): Promise<readonly (readonly string[])[]> {
  return page.locator(rows).evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

/** The values of one column in full precision, with the ids of their rows. */
function readColumn(page: Page, rows: string, column: string): Promise<readonly { readonly id: string; readonly value: string }[]> {
  return page.locator(rows).evaluateAll(
    (found, name) =>
      found.map((row) => ({
        id: Object.values((row as HTMLElement).dataset).join(),
        value: row.querySelector(`[data-column="${name}"]`)?.getAttribute('data-value') ?? '',
      })),
    column,
  );
}
