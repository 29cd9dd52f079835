import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Board {
  readonly leaderboard: {
    readonly benchmarks: readonly string[];
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly perplexityRatio: number | null;
      readonly model: { readonly slug: string; readonly name: string; readonly blockCount: number };
      readonly cells: readonly { readonly benchmark: string; readonly retention: number | null }[];
    }[];
  };
}

const BOARD = `query($strategy: Strategy, $ratio: Float!) {
  leaderboard(first: 100, strategy: $strategy, removedRatio: $ratio) {
    benchmarks
    nodes { averageRetention perplexityRatio model { slug name blockCount } cells { benchmark retention } }
  }
}`;

/** Numbers, sorting, searching and the URL of the first page. */
export async function checkLeaderboard(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  await page.goto(stack.webUrl);

  await checks.check('every retention and perplexity ratio equals the API', () => compareBoard(page, stack, 'BLOCK_INFLUENCE', 0.25));

  await checks.check('strategy and removed ratio go into the URL and change the numbers', async () => {
    await page.getByLabel('Chosen by').selectOption('reverse');
    await page.getByRole('button', { name: '12.5 %' }).click();
    await page.waitForURL(/strategy=reverse.*removed=0.125|removed=0.125.*strategy=reverse/);
    await compareBoard(page, stack, 'REVERSE', 0.125);
  });

  await checks.check('a column head sorts, says so, and turns round', async () => {
    await page.goto(stack.webUrl);
    for (const [clicks, direction] of [
      [1, 'ascending'],
      [2, 'descending'],
    ] as const) {
      await page.getByRole('button', { name: /^Model/ }).click();
      await page.locator(`th[aria-sort="${direction}"]`, { hasText: 'Model' }).waitFor();
      const names = await page.locator('tr[data-model] th a').allInnerTexts();
      const sorted = names.toSorted((a, b) => a.localeCompare(b));
      assert.deepEqual(names, clicks === 1 ? sorted : sorted.toReversed());
    }
  });

  await checks.check('the URL alone brings sort and search back', async () => {
    const url = `${stack.webUrl}/?sort=perplexity&dir=asc&q=lamina&removed=0.375`;
    await page.goto(url);
    await page.locator('th[aria-sort="ascending"]', { hasText: 'Perplexity' }).waitFor();
    assert.equal(await page.getByLabel('Find a model').inputValue(), 'lamina');
    assert.equal(await page.getByRole('button', { name: '37.5 %' }).getAttribute('aria-pressed'), 'true');
    const ratios = await listValues(page, 'perplexity');
    assert.deepEqual(
      ratios,
      ratios.toSorted((a, b) => a - b),
    );
  });

  await checks.check('back undoes the last sort', async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('button', { name: /^Blocks/ }).click();
    await page.waitForURL(/sort=blocks/);
    await page.goBack();
    await page.locator('th[aria-sort="descending"]', { hasText: 'Average' }).waitFor();
  });

  await checks.check('a search without a match says so', async () => {
    await page.getByLabel('Find a model').fill('no such model');
    await page.getByText('No model matches').waitFor();
  });
  await page.close();
}

async function compareBoard(page: Page, stack: Stack, strategy: string, ratio: number): Promise<void> {
  const { leaderboard } = await stack.query<Board>(BOARD, { strategy, ratio });
  assert.ok(leaderboard.nodes.length > 0, 'the API has no rows');
  await waitFor('the page to show these settings', 15_000, async () => {
    const first = leaderboard.nodes[0];
    const shown = await page
      .locator(`tr[data-model="${first?.model.slug}"] td[data-column="average"]`)
      .getAttribute('data-value')
      .catch(() => null);
    return shown === String(first?.averageRetention ?? '');
  });
  assert.equal(await page.locator('tr[data-model]').count(), leaderboard.nodes.length);
  for (const row of leaderboard.nodes) {
    const cells = page.locator(`tr[data-model="${row.model.slug}"]`);
    const expected = new Map(row.cells.map((cell) => [cell.benchmark, cell.retention]));
    for (const [column, value] of [
      ['average', row.averageRetention],
      ['perplexity', row.perplexityRatio],
      ...leaderboard.benchmarks.map((name) => [name, expected.get(name) ?? null] as const),
    ] as const) {
      const cell = cells.locator(`td[data-column="${column}"]`);
      assert.equal(await cell.getAttribute('data-value'), String(value ?? ''), `${row.model.slug} ${column}`);
      const digits = column === 'perplexity' ? 2 : 3;
      const text = (await cell.textContent()) ?? '';
      assert.ok(text.startsWith(value === null ? '–' : value.toFixed(digits)), `${row.model.slug} ${column} reads ${text}`);
    }
  }
}

async function listValues(page: Page, column: string): Promise<number[]> {
  const cells = await page.locator(`tr[data-model] td[data-column="${column}"]`).all();
  return Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('data-value'))));
}
