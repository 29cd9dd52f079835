import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { open } from './look.ts';

interface Rounding {
  readonly unit: string;
  readonly type: string;
  readonly layerIndex: number | null;
  readonly divergence: number;
  readonly text: string;
  readonly positionCount: number;
}

interface Stored {
  readonly model: {
    readonly tokenClasses: readonly {
      readonly rows: number;
      readonly bytes: number;
      readonly occurrences: readonly { readonly text: string; readonly count: number }[];
    }[];
  };
  readonly roundings: {
    readonly nodes: readonly Rounding[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const STORED = `query ($slug: String!, $after: String) {
  model(slug: $slug) { tokenClasses { rows bytes occurrences { text count } } }
  roundings(first: 100, after: $after, filter: { models: [$slug] }) {
    nodes { unit type layerIndex divergence text positionCount } pageInfo { hasNextPage endCursor } } }`;

interface Asked {
  readonly page: Page;
  readonly stack: Stack;
  /** A model whose units were rounded, and whose tokens were counted. */
  readonly slug: string;
}

/** "Where do bits matter?" and "Which words?" on the page of a model: sentences, names of charts, and the numbers of the API. */
export async function checkBitsAndWords(checks: Checks, { page, stack, slug }: Asked): Promise<void> {
  const rows: Rounding[] = [];
  let words: Stored['model']['tokenClasses'] = [];
  for (let after: string | null = null; ; ) {
    const { model, roundings }: Stored = await stack.query<Stored>(STORED, { slug, after });
    rows.push(...roundings.nodes);
    words = model.tokenClasses;
    if (!roundings.pageInfo.hasNextPage) break;
    after = roundings.pageInfo.endCursor;
  }
  const address = `${stack.webUrl}/models/${slug}`;

  await checks.check('where bits matter: the sentence, the charts and every divergence of the API', async () => {
    await open(page, address);
    const section = page.locator('section[aria-labelledby="bits"]');
    const intro = (await section.locator('p').first().textContent()) ?? '';
    const [, count = '', text = ''] = /on ([\d,]+) tokens of (\S+)\. Low means that fewer bits do\./.exec(intro) ?? [];
    const shown = rows.filter((row) => row.text === text);
    assert.equal(Number(count.replaceAll(',', '')), shown[0]?.positionCount, intro);
    for (const [unit, name, title] of [
      ['ATTENTION', 'bits-attention', /^Attentions: \S+ moves the next tokens most in blocks [\d, –]+$/],
      ['MLP', 'bits-mlp', /^MLPs: \S+ moves the next tokens most in blocks [\d, –]+$/],
    ] as const) {
      await open(page, address);
      assert.match((await section.locator(`[data-chart="${name}"] h3`).textContent()) ?? '', title);
      await page
        .locator(`[data-chart="${name}"]`)
        .getByRole('img', { name: `Divergence of the next tokens on ${text}` })
        .waitFor();
      await open(page, `${address}?view-${name}=table`);
      const stored = shown
        .filter((row) => row.unit === unit)
        .map((row) => [row.type, String(row.layerIndex), String(row.divergence)].join(' '));
      assert.ok(stored.length > 0);
      const cells = await readValues(page.locator(`[data-chart="${name}"] tbody tr`));
      assert.deepEqual(cells.map((row) => row.slice(0, 3).join(' ')).toSorted(), stored.toSorted());
    }
  });

  await checks.check('which words: the sentence, the chart, and rows, bytes and occurrences of the API', async () => {
    await open(page, address);
    const chart = page.locator('section[aria-labelledby="words"] [data-chart="words"]');
    assert.match(
      (await chart.locator('h3').textContent()) ?? '',
      /of the tokens, which hardly occur in the texts$|^The texts use every kind of token$/,
    );
    const texts = words[0]?.occurrences.map(({ text }) => text) ?? []; // No class has no texts.
    await chart.getByRole('img', { name: texts.join(', ') }).waitFor();
    await open(page, `${address}?view-words=table`);
    const cells = await readValues(chart.locator('tbody tr'));
    assert.ok(words.length > 0);
    assert.deepEqual(
      cells.map(([, ...numbers]) => numbers.map(Number)),
      words.map(({ rows: tokens, bytes, occurrences }) => [tokens, bytes, ...occurrences.map(({ count }) => count)]),
    );
  });
}

/** The values of a table's cells in full precision, by row. */
function readValues(rows: Locator): Promise<readonly (readonly string[])[]> {
  return rows.evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.getAttribute('data-value') ?? '')));
}
