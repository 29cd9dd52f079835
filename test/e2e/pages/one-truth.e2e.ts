import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { compareChart } from '../compare-table.ts';
import { downloadText } from '../download-text.ts';
import type { Stack } from '../start-stack.ts';

interface Truth {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly rank: number | null;
      readonly allowedCount: number;
      readonly averageRetention: number | null;
      readonly removableShare: number | null;
      readonly pruning: { readonly removedCount: number };
      readonly model: {
        readonly slug: string;
        readonly canonicalScoreRun: {
          readonly layerScores: {
            readonly nodes: readonly { readonly layerIndex: number; readonly mean: number; readonly rank: number }[];
          };
        } | null;
      };
    }[];
  };
}

const TRUTH = `query($removedRatio: Float, $axis: RemovalAxis) { leaderboard(first: 100, removedRatio: $removedRatio, axis: $axis) { nodes {
  rank allowedCount averageRetention removableShare pruning { removedCount }
  model { slug canonicalScoreRun { layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: LAYER_INDEX, direction: ASC }]) {
    nodes { layerIndex mean rank } } } } } } }`;

interface Subtracted {
  readonly leaderboard: {
    readonly benchmarks: readonly string[];
    readonly leftOutAboveChance: readonly string[];
    readonly nodes: readonly {
      readonly rank: number | null;
      readonly averageRetention: number | null;
      readonly removableShare: number | null;
      readonly cells: readonly { readonly benchmark: string; readonly retention: number | null }[];
      readonly pruning: { readonly removedCount: number };
      readonly model: {
        readonly slug: string;
        readonly name: string;
        readonly strategyComparison: {
          readonly steps: readonly {
            readonly control: { readonly mean: number } | null;
            readonly results: readonly { readonly retention: number }[];
          }[];
        };
      };
    }[];
  };
}

const SUBTRACTED = `query($aboveChance: Boolean!) { leaderboard(first: 100, aboveChance: $aboveChance) { benchmarks leftOutAboveChance nodes {
  rank averageRetention removableShare cells { benchmark retention } pruning { removedCount }
  model { slug name strategyComparison(aboveChance: $aboveChance) { steps { control { mean } results { retention } } } } } } }`;

interface AboveChance {
  readonly evaluations: {
    readonly nodes: readonly { readonly id: string; readonly retentionAboveChance: { readonly value: number } | null }[];
  };
}

const ABOVE_CHANCE = `query($benchmarks: [String!]!) {
  evaluations(
    first: 100, filter: { benchmarks: $benchmarks, dense: false }
    orderBy: [{ field: MODEL, direction: ASC }, { field: METRIC, direction: ASC }, { field: REMOVED_COUNT, direction: ASC }]
  ) { nodes { id retentionAboveChance { value } } }
}`;

/** The default threshold of the leaderboard's column. */
const LOW_INFLUENCE = 0.05;

/** Every page shows a model by the API's canonical score run, and ranks only prunings that remove as many layers as the share requires. */
export async function checkOneTruth(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { leaderboard } = await stack.query<Truth>(TRUTH, { removedRatio: 0.25 });
  const [first, second] = leaderboard.nodes.filter(({ model }) => model.canonicalScoreRun !== null);
  assert.ok(first && second, 'two scored and evaluated models are needed');
  const scoresOf = (row: typeof first) => row.model.canonicalScoreRun?.layerScores.nodes ?? [];

  await checks.check('the leaderboard, the model page and the comparison show the numbers of the canonical run', async () => {
    await page.goto(stack.webUrl);
    for (const row of [first, second]) {
      const scores = scoresOf(row);
      const low = scores.filter(({ mean }) => mean < LOW_INFLUENCE).length / scores.length;
      assert.equal(await readCell(page, `tr[data-model="${row.model.slug}"] td[data-column="low_influence"]`), String(low));
      assert.equal(
        await readCell(page, `tr[data-model="${row.model.slug}"] td[data-column="removable"]`),
        String(row.removableShare ?? ''),
      );
    }
    await page.goto(`${stack.webUrl}/models/${first.model.slug}`);
    for (const { layerIndex, mean, rank } of scoresOf(first)) {
      assert.equal(await readCell(page, `tr[data-layer="${layerIndex}"] td[data-column="block-influence"]`), String(mean));
      assert.equal(await readCell(page, `tr[data-layer="${layerIndex}"] td[data-column="rank"]`), String(rank));
    }
    await page.goto(`${stack.webUrl}/compare?models=${first.model.slug},${second.model.slug}&view-influence=table`);
    const cells = page.locator('[data-chart="influence"] tbody td:nth-child(3)');
    await cells.first().waitFor();
    const shown = await cells.evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value')));
    assert.deepEqual(
      shown,
      [first, second].flatMap((row) => scoresOf(row).map(({ mean }) => String(mean))),
    );
  });

  await checks.check('the switch takes guessing out of the same numbers on every page, and goes with the reader', () =>
    checkSwitch(page, stack),
  );

  for (const axis of ['BLOCKS', 'PARAMETERS']) {
    await checks.check(`by ${axis.toLowerCase()}, rows that remove less than the share allows have no rank and stand last`, async () => {
      const board = await stack.query<Truth>(TRUTH, { removedRatio: 0.5, axis });
      for (const { rank, allowedCount, averageRetention, pruning } of board.leaderboard.nodes)
        assert.equal(rank !== null, averageRetention !== null && pruning.removedCount >= allowedCount);
      await page.goto(`${stack.webUrl}/?removed=0.5&axis=${axis.toLowerCase()}`);
      await page.locator('tr[data-model]').first().waitFor();
      const ranks = await page
        .locator('tr[data-model] td[data-column="rank"]')
        .evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value')));
      const wanted = board.leaderboard.nodes.map(({ rank }) => String(rank ?? ''));
      assert.deepEqual(ranks, wanted);
    });
  }

  await checks.check('a word of the trade is explained where it stands, and a chart is read by its keys', async () => {
    await page.goto(stack.webUrl);
    // Each section of the leaderboard explains it.
    await page.getByRole('button', { name: /ties/ }).first().click();
    await page.locator('[data-term="ties"]:popover-open').waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${stack.webUrl}/models/${first.model.slug}`);
    const points = page.locator('[data-chart="block-scores"] [data-drawn="true"]');
    await points.focus();
    await page.keyboard.press('ArrowRight');
    await points
      .getByText(/^Block 0: /)
      .first()
      .waitFor();
  });
  await page.close();
}

async function checkSwitch(page: Page, stack: Stack): Promise<void> {
  const { leaderboard: raw } = await stack.query<Subtracted>(SUBTRACTED, { aboveChance: false });
  const { leaderboard } = await stack.query<Subtracted>(SUBTRACTED, { aboveChance: true });
  const ranked = leaderboard.nodes.filter(({ averageRetention }) => averageRetention !== null);
  const [first, second] = ranked;
  assert.ok(first && second, 'two models with an average above chance are needed');
  const before = raw.nodes.find(({ model }) => model.slug === first.model.slug);
  assert.notEqual(first.averageRetention, before?.averageRetention);

  await page.goto(stack.webUrl);
  await compareRows(page, raw);
  await page.getByRole('button', { name: 'above chance', exact: true }).first().click();
  await page.waitForURL(/[?&]chance=subtracted/);
  await page.getByText('by average retention above chance').first().waitFor({ state: 'attached' });
  await compareRows(page, leaderboard);
  for (const name of leaderboard.leftOutAboveChance) await page.locator('[data-left-out]', { hasText: name }).first().waitFor();
  await page
    .locator('[data-control="chance"]')
    .getByRole('button', { name: /above chance.*\?$/ })
    .first()
    .click();
  await page.locator('[data-term="above chance"]:popover-open').waitFor();
  await page.keyboard.press('Escape');
  const csv = await downloadText(page, page.locator('main'), 'CSV');
  assert.match(csv, /(^|,)scores(,|\r)/);
  assert.ok(csv.includes(',above chance') && csv.includes(String(first.averageRetention)));

  await page.getByRole('link', { name: first.model.name, exact: true }).first().click();
  await page.waitForURL(`${stack.webUrl}/models/${first.model.slug}?chance=subtracted`);
  await page.locator('[data-chart="retention"]').getByText('guessing = 0.00').first().waitFor();
  await page.goto(`${stack.webUrl}/models/${first.model.slug}?chance=subtracted&view-retention=table`);
  await compareChart(
    page,
    'retention',
    first.model.strategyComparison.steps.flatMap(({ control, results }) => [
      ...results.map(({ retention }) => retention),
      ...(control === null ? [] : [control.mean]),
    ]),
  );

  await page.goto(`${stack.webUrl}/compare?models=${first.model.slug},${second.model.slug}&chance=subtracted`);
  for (const row of [first, second]) {
    const cell = `tr[data-benchmark="average"] td[data-column="retention model:${row.model.slug}"]`;
    assert.equal(await readCell(page, cell), String(row.averageRetention));
  }
  await page.goto(`${stack.webUrl}/explore?x=removed&y=average&chance=subtracted`);
  await page.locator('tr[data-point]').first().waitFor();
  const points = await page
    .locator('tr[data-point] td[data-column="y"]')
    .evaluateAll((found) => found.map((cell) => Number(cell.getAttribute('data-value'))));
  assert.deepEqual(points.sort(), ranked.map(({ averageRetention }) => averageRetention).sort());
  await checkSwitchElsewhere(page, stack, leaderboard);
  await page.goto(`${stack.webUrl}/explore?x=removed&y=average&chance=subtracted`);
  await page.getByRole('button', { name: 'as measured', exact: true }).first().click();
  await page.waitForURL((url) => !url.searchParams.has('chance'));
}

/** The measured rows beside the papers and the page of a benchmark follow the switch too. */
async function checkSwitchElsewhere(page: Page, stack: Stack, { benchmarks, nodes }: Subtracted['leaderboard']): Promise<void> {
  await page.goto(`${stack.webUrl}/papers?chance=subtracted`);
  await page.locator('tr[data-measured]').first().waitFor();
  const percents = await page
    .locator('tr[data-measured] td[data-column="percent"]')
    .evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value') ?? ''));
  assert.deepEqual(
    percents.toSorted(),
    nodes.map(({ averageRetention }) => (averageRetention === null ? '' : String(averageRetention * 100))).toSorted(),
  );
  const [benchmark] = benchmarks;
  const { evaluations } = await stack.query<AboveChance>(ABOVE_CHANCE, { benchmarks: [benchmark] });
  const known = new Map(evaluations.nodes.map(({ id, retentionAboveChance }) => [id, String(retentionAboveChance?.value ?? '')]));
  await page.goto(`${stack.webUrl}/benchmarks/${benchmark}?chance=subtracted`, { waitUntil: 'networkidle' });
  await page.locator('tr[data-pruned-result]').first().waitFor();
  const shown = await page
    .locator('tr[data-pruned-result]')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.getAttribute('data-pruned-result') ?? '',
        row.querySelector('[data-column="retention"]')?.getAttribute('data-value'),
      ]),
    );
  const both = shown.filter(([id]) => known.has(id ?? ''));
  assert.ok(both.length > 0);
  for (const [id, value] of both) assert.equal(value, known.get(id ?? ''), id ?? '');
  await page.getByRole('button', { name: 'as measured', exact: true }).click();
  await page.waitForURL((url) => !url.searchParams.has('chance'));
}

/** The rows of the leaderboard on the page are those of the API. */
async function compareRows(page: Page, { benchmarks, nodes }: Subtracted['leaderboard']): Promise<void> {
  for (const { model, rank, averageRetention, removableShare, cells } of nodes) {
    const row = `tr[data-model="${model.slug}"]`;
    const shown = benchmarks.map((name) => [name, cells.find(({ benchmark }) => benchmark === name)?.retention ?? null] as const);
    for (const [column, value] of [['rank', rank], ['average', averageRetention], ['removable', removableShare], ...shown] as const)
      assert.equal(await readCell(page, `${row} td[data-column="${column}"]`), String(value ?? ''), `${model.slug}, ${column}`);
  }
}

async function readCell(page: Page, selector: string): Promise<string | null> {
  const cell = page.locator(selector);
  await cell.waitFor();
  return await cell.getAttribute('data-value');
}
