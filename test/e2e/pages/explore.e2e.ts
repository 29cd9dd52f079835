import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Board {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly averageRetentionStandardError: number | null;
      readonly removableShare: number | null;
      readonly pruning: { readonly removedParameterRatio: number };
      readonly model: { readonly slug: string; readonly name: string; readonly parameterCount: number };
    }[];
  };
}

const BOARD = `{ leaderboard(first: 100) { nodes {
  averageRetention averageRetentionStandardError removableShare pruning { removedParameterRatio } model { slug name parameterCount } } } }`;

interface Levels {
  readonly leaderboard: {
    readonly benchmarks: readonly string[];
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly cells: readonly { readonly benchmark: string; readonly denseValue: number | null }[];
      readonly model: { readonly name: string };
    }[];
  };
  readonly benchmarks: { readonly nodes: readonly { readonly name: string; readonly chance: number | null }[] };
}

const LEVELS = `{ leaderboard(first: 100) { benchmarks nodes { averageRetention cells { benchmark denseValue } model { name } } }
  benchmarks(first: 100, filter: { kind: MULTIPLE_CHOICE }, orderBy: [{ field: CREATED_AT, direction: ASC }]) { nodes { name chance } } }`;

/** Standard errors from the middle to an end of a normal 95 % interval. */
const NORMAL_95 = 1.959963984540054;

/** The page that plots two quantities against each other. */
export async function checkExplore(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('it opens on retention against the share of parameters removed, and the points equal the API', async () => {
    await page.goto(`${stack.webUrl}/explore`);
    assert.equal(await page.getByLabel('Across', { exact: true }).inputValue(), 'removed-parameters');
    assert.equal(await page.getByLabel('Up', { exact: true }).inputValue(), 'average');
    await page.goto(`${stack.webUrl}/explore?view-scatter=table`);
    const { leaderboard } = await stack.query<Board>(BOARD);
    assert.deepEqual(
      await listPoints(page),
      leaderboard.nodes
        .filter(({ averageRetention }) => averageRetention !== null)
        .map((row) => String([row.pruning.removedParameterRatio, row.averageRetention]))
        .sort(),
    );
  });

  await checks.check('the axes stand in the URL, and the points equal the API there too', async () => {
    await page.goto(`${stack.webUrl}/explore`);
    await page.getByLabel('Across', { exact: true }).selectOption('parameters');
    await page.waitForURL((url) => url.searchParams.get('x') === 'parameters');
    await page.getByLabel('Up', { exact: true }).selectOption('removable');
    await page.waitForURL((url) => url.searchParams.get('y') === 'removable');
    await page.goto(`${page.url()}&view-scatter=table`);
    const { leaderboard } = await stack.query<Board>(BOARD);
    assert.deepEqual(
      await listPoints(page),
      leaderboard.nodes
        .filter(({ removableShare }) => removableShare !== null)
        .map((row) => String([row.model.parameterCount, row.removableShare]))
        .sort(),
    );
  });

  await checks.check('the front holds the best, and a point leads to its model', async () => {
    const { leaderboard } = await stack.query<Board>(BOARD);
    const best = leaderboard.nodes.toSorted((a, b) => (b.averageRetention ?? 0) - (a.averageRetention ?? 0))[0];
    await page.goto(`${stack.webUrl}/explore?x=removed-parameters&y=average`);
    const point = page.locator(`[data-chart="scatter"] [data-drawn="true"] a[aria-label^="${best?.model.name}"]`).first();
    await point.waitFor();
    assert.equal(await page.locator('tr[data-point] td[data-column="front"]').first().textContent(), 'on the front');
    await point.hover();
    assert.match((await page.locator('[data-chart="scatter"] [data-tip]').textContent()) ?? '', /on the front$/);
    await point.click();
    await page.waitForURL(`${stack.webUrl}/models/${best?.model.slug}`);
    await page.getByRole('heading', { level: 1, name: best?.model.name ?? '' }).waitFor();
  });

  await checks.check('a point is behind the front only if another one removes as much and its interval lies above', async () => {
    const { leaderboard } = await stack.query<Board>(BOARD);
    const points = leaderboard.nodes.flatMap(({ averageRetention: value, averageRetentionStandardError, pruning, model }) => {
      const margin = NORMAL_95 * (averageRetentionStandardError ?? 0);
      const removed = pruning.removedParameterRatio;
      return value === null ? [] : [{ name: model.name, removed, low: Math.max(value - margin, 0), high: value + margin }];
    });
    const isBehind = (one: (typeof points)[number]) =>
      points.some(
        (other) => other.removed >= one.removed && other.low >= one.high && (other.removed > one.removed || other.low > one.high),
      );
    await page.goto(`${stack.webUrl}/explore?view-scatter=table`);
    const rows = page.locator('[data-chart="scatter"] tbody tr');
    await rows.first().waitFor();
    const shown = await rows.evaluateAll((found) =>
      found.map((row) => `${row.children[0]?.getAttribute('data-value')}: ${row.children[4]?.getAttribute('data-value')}`),
    );
    assert.deepEqual(shown.sort(), points.map((point) => `${point.name}: ${isBehind(point) ? 'no' : 'yes'}`).sort());
  });

  await checks.check('the level of guessing is drawn as measured, and is that of each model: mean of chance ÷ dense', async () => {
    const { leaderboard, benchmarks } = await stack.query<Levels>(LEVELS);
    const chances = new Map(benchmarks.nodes.map(({ name, chance }) => [name, chance]));
    const wanted = leaderboard.nodes.filter(({ averageRetention }) => averageRetention !== null);
    const levels = wanted.map(({ cells, model }) => {
      const shares = leaderboard.benchmarks.map((name) => {
        const dense = cells.find(({ benchmark }) => benchmark === name)?.denseValue;
        return (chances.get(name) ?? Number.NaN) / (dense ?? Number.NaN);
      });
      return `${model.name}: ${(shares.reduce((sum, share) => sum + share, 0) / shares.length).toFixed(9)}`;
    });
    assert.ok(
      levels.some((level) => !level.endsWith('NaN')),
      'a model with a known level is needed',
    );
    await page.goto(`${stack.webUrl}/explore`);
    await page.locator('[data-chart="scatter"] [data-guessing="y"]', { hasText: /^guessing = 0\.\d/ }).waitFor();
    await page.goto(`${stack.webUrl}/explore?view-scatter=table`);
    const rows = page.locator('[data-chart="scatter"] tbody tr');
    await rows.first().waitFor();
    const shown = await rows.evaluateAll((found) =>
      found.map(({ children }) => [children[0], children[5]].map((cell) => cell?.getAttribute('data-value') ?? '')),
    );
    const written = shown.map(([name, level]) => `${name}: ${(level ? Number(level) : Number.NaN).toFixed(9)}`);
    assert.deepEqual(written.sort(), levels.sort());
  });

  await checks.check('points per share show more prunings, each once', async () => {
    await page.goto(`${stack.webUrl}/explore?x=removed&y=average&points=shares`);
    const rows = page.locator('tr[data-point]');
    await rows.first().waitFor();
    const ids = await rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-point')));
    assert.equal(new Set(ids).size, ids.length);
    const { leaderboard } = await stack.query<Board>(BOARD);
    assert.ok(ids.length > leaderboard.nodes.length, `${ids.length} points`);
  });
  await page.close();
}

/** Both values of each row of the chart's table. */
async function listPoints(page: Page): Promise<readonly string[]> {
  const rows = page.locator('[data-chart="scatter"] tbody tr');
  await rows.first().waitFor();
  const shown = await rows.evaluateAll((found) =>
    found.map((row) => [...row.children].slice(2, 4).map((cell) => cell.getAttribute('data-value'))),
  );
  return shown.map(String).sort();
}
