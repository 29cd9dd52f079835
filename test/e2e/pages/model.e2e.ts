import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { digestDownloadedGraph } from '../digest-downloaded-graph.ts';
import { createSeriesNamer, type SeriesFacts } from '../name-series.ts';
import { readLongTable } from '../read-long-table.ts';
import type { Stack } from '../start-stack.ts';

interface EvaluatedModel {
  readonly slug: string;
  readonly name: string;
  readonly blockCount: number;
}

interface Answer {
  readonly leaderboard: { readonly nodes: readonly { readonly model: EvaluatedModel }[] };
}

interface Scores {
  readonly model: {
    readonly canonicalScoreRun: {
      readonly tokenCount: number;
      readonly series: { readonly cosineMatrix: readonly (readonly number[])[] };
      readonly layerScores: { readonly nodes: readonly { readonly layerIndex: number; readonly mean: number; readonly rank: number }[] };
    } | null;
  };
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
  model(slug: $slug) {
    canonicalScoreRun {
      tokenCount
      series { cosineMatrix }
      layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: LAYER_INDEX, direction: ASC }]) { nodes { layerIndex mean rank } }
    }
  }
  prunings(first: 1, filter: { models: [$slug], units: [BLOCK], repairs: [NONE] }) { totalCount }
  evaluations(first: 100, filter: { models: [$slug], units: [BLOCK], repairs: [NONE], strategy: BLOCK_INFLUENCE, removedCount: { gte: 1, lte: 1 } }) {
    nodes { value retention metric benchmark { name } }
  }
}`;

/** The page of every model evaluated so far: bars, curves, tables, choices, and the page of a model that does not exist. */
export async function checkModel(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { leaderboard } = await stack.query<Answer>('{ leaderboard(first: 100) { nodes { model { slug name blockCount } } } }');
  for (const { model } of leaderboard.nodes) await checkOneModel(checks, page, stack, model);

  await checks.check('an unknown model is a 404 with a way back', async () => {
    const response = await page.goto(`${stack.webUrl}/models/no-such-model`);
    assert.equal(response?.status(), 404);
    await page.getByRole('link', { name: 'See all models' }).waitFor();
  });
  await page.close();
}

async function checkOneModel(checks: Checks, page: Page, stack: Stack, model: EvaluatedModel): Promise<void> {
  const scores = await stack.query<Scores>(SCORES, { slug: model.slug });
  const run = scores.model.canonicalScoreRun;
  assert.ok(run);

  await checks.check(`${model.slug}: one bar and one table row per block, with the API's numbers`, async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('link', { name: model.name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: model.name }).waitFor();
    assert.equal(await page.locator('tr[data-layer]').count(), model.blockCount);
    for (const { layerIndex, mean } of run.layerScores.nodes) {
      const cell = page.locator(`tr[data-layer="${layerIndex}"] td[data-column="block-influence"]`);
      assert.equal(await cell.getAttribute('data-value'), String(mean));
      assert.equal(await cell.textContent(), mean.toFixed(4));
    }
    await page.locator('[data-chart="block-scores"] [data-drawn="true"]').waitFor();
    // Bars, or dots on a log scale if the first block makes the other bars too short.
    const marks = page.locator('[data-chart="block-scores"] :is([data-marks="bars"], [data-marks="dots"]) > *');
    assert.equal(await marks.count(), model.blockCount);
    for (const { layerIndex, rank } of run.layerScores.nodes)
      assert.equal(await page.locator(`tr[data-layer="${layerIndex}"] td[data-column="rank"]`).getAttribute('data-value'), String(rank));
  });

  await checks.check(`${model.slug}: the prunings table holds the API's numbers`, async () => {
    const { totalCount } = scores.prunings;
    await page.getByText(`${totalCount} of ${totalCount} prunings`, { exact: true }).waitFor();
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
    const finalNorm = page.locator('button[aria-pressed]', { hasText: /^After final norm$/ });
    await finalNorm.click();
    await page.getByRole('button', { name: 'Log', exact: true }).click();
    await page.waitForURL(/metric=final-norm.*scale=log/);
    await page.locator('[data-chart="block-scores"] [data-marks="dots"]').waitFor();
    assert.equal(await page.locator('[data-chart="block-scores"] [data-marks="dots"] > *').count(), model.blockCount);
    if (scores.evaluations.nodes.length === 0) return;
    await page.getByRole('combobox', { name: 'Retention of' }).selectOption({ index: 1 });
    await page.waitForURL(/benchmark=/);
    await page.reload();
    assert.equal(await finalNorm.getAttribute('aria-pressed'), 'true');
    assert.notEqual(await page.getByRole('combobox', { name: 'Retention of' }).inputValue(), 'average');
    await page.locator('[data-chart="retention"] [data-marks="curve"] path').last().waitFor();
  });

  await checks.check(`${model.slug}: the map of states holds the API's cosines, and a span is outlined and stands in the URL`, async () => {
    const cosines = run.series.cosineMatrix;
    const chart = page.locator('[data-chart="similarity"]');
    await chart.locator('[data-marks="cells"] rect').first().waitFor();
    assert.equal(await chart.locator('[data-marks="cells"] rect').count(), (model.blockCount + 1) ** 2);
    assert.equal(await chart.locator('[data-marks="outlined"] rect').count(), 2);
    await page.getByRole('combobox', { name: 'Span' }).selectOption({ index: 0 });
    await page.waitForURL(/span=\d+-\d+/);
    await chart.getByRole('button', { name: 'As table' }).click();
    const cells = await chart
      .locator('tbody tr')
      .first()
      .locator('td')
      .evaluateAll((found) => found.map((cell) => Number(cell.getAttribute('data-value'))));
    assert.deepEqual(cells, [0, 1, cosines[0]?.[1]]);
    await chart.getByRole('button', { name: 'As chart' }).click();
  });

  await checks.check(`${model.slug}: verdicts against the random control are the API's`, async () => {
    const { model: found } = await stack.query<Comparison>(COMPARISON, { slug: model.slug });
    await page.goto(`${stack.webUrl}/models/${model.slug}`);
    const { steps } = found.strategyComparison;
    const nameSeries = createSeriesNamer(steps.flatMap(({ results }) => results));
    for (const { results } of steps.filter(({ control }) => control !== null).slice(0, 1)) {
      for (const { verdict, ...result } of results) {
        const { strategy, text } = nameSeries(result);
        const row = page.locator(`tr[data-verdicts="${strategy}${text}"]`);
        assert.equal(await row.locator('td').first().getAttribute('data-value'), VERDICTS[verdict], `${strategy}${text}`);
      }
    }
  });

  await checks.check(`${model.slug}: differences between strategies are the API's, with its verdicts`, () =>
    checkDifferences(page, stack, model.slug),
  );

  await checks.check(
    `${model.slug}: provenance opens by its address with every digest, and the plan of a pruning is the API's`,
    async () => {
      const { model: found } = await stack.query<Digests>(DIGESTS, { slug: model.slug });
      await page.goto(`${stack.webUrl}/models/${model.slug}?provenance=open`);
      const drawer = page.getByRole('dialog', { name: 'Provenance' });
      await drawer.waitFor();
      for (const digest of Object.values(found.revision)) await drawer.getByText(digest, { exact: true }).first().waitFor();
      checkReproduction((await drawer.locator('[data-reproduce]').textContent()) ?? '', found.canonicalScoreRun.layerScores.nodes);
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has('provenance'));
      const [pruning] = found.prunings.nodes;
      if (!pruning) return;
      const row = page.locator('tr[data-pruning="block-influence/1"]');
      await row.getByRole('button', { name: 'Plan' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Drop list/ }).click()]);
      assert.equal(readFileSync(await download.path(), 'utf8').trim(), String(pruning.plan).trim());
      assert.equal(await digestDownloadedGraph(page), pruning.artefact.sha256);
    },
  );
}

/** The table of differences on the page of a model that is open. Random removals are compared with only where enough were drawn. */
export async function checkDifferences(page: Page, stack: Stack, slug: string): Promise<void> {
  const { model } = await stack.query<Comparison>(COMPARISON, { slug });
  const rows = model.strategyComparison.steps.flatMap(({ removedCount, results }) =>
    results.map((result) => ({ ...result, removedCount })),
  );
  const nameSeries = createSeriesNamer(rows);
  const compared = rows.filter(({ margin, againstDefault }) => margin !== null || againstDefault !== null);
  assert.ok(compared.length > 0, `nothing is compared on the page of ${slug}`);
  const shown = await readLongTable(page, 'differences');
  for (const { removedCount, margin, againstDefault, ...result } of compared) {
    const series = nameSeries(result);
    // Another protection of the same strategy has a longer name.
    const name = `${series.strategy}/${removedCount}${series.text}`;
    const cells = shown.get(name);
    assert.equal(cells?.control?.value, String(margin ?? ''), name);
    if (againstDefault === null) continue;
    const text = cells?.default?.text ?? '';
    assert.ok(text.includes(DIFFERENCES[againstDefault.verdict] ?? 'no such verdict'), `${name}: ${text}`);
    assert.equal(text.includes('(not paired)'), againstDefault.error === 'INDEPENDENT', name);
  }
}

/** Runs the command of the page, whose numbers must be those of the API to the last digit that a sum in another order keeps. */
function checkReproduction(command: string, stored: Digests['model']['canonicalScoreRun']['layerScores']['nodes']): void {
  assert.match(command, /^npx lamina score/);
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.notEqual(stdout, '', stderr);
  const { mean } = JSON.parse(stdout).blockInfluence as { readonly mean: readonly number[] };
  assert.equal(mean.length, stored.length);
  for (const layer of stored)
    assert.ok(Math.abs((mean[layer.layerIndex] ?? Number.NaN) - layer.mean) < 1e-9, `layer ${layer.layerIndex}: ${mean[layer.layerIndex]}`);
}

/** The words of the pages. */
export const VERDICTS: Readonly<Record<string, string>> = {
  BEATS_CONTROL: 'beyond all',
  NOT_DISTINGUISHABLE: 'not shown',
  WORSE_THAN_CONTROL: 'behind all',
};

interface Comparison {
  readonly model: {
    readonly strategyComparison: {
      readonly steps: readonly {
        readonly control: object | null;
        readonly removedCount: number;
        readonly results: readonly (SeriesFacts & {
          readonly verdict: string;
          readonly margin: number | null;
          readonly againstDefault: { readonly verdict: string; readonly error: string } | null;
        })[];
      }[];
    };
  };
}

const DIFFERENCES: Readonly<Record<string, string>> = {
  BETTER: 'better',
  WORSE: 'worse',
  BETTER_ON_THIS_TEXT: 'better on this text',
  WORSE_ON_THIS_TEXT: 'worse on this text',
  NOT_DISTINGUISHABLE: 'no difference shown',
};

const COMPARISON = `query($slug: String!) {
  model(slug: $slug) { strategyComparison { steps { removedCount control { draws } results { strategy chosenOn verdict margin againstDefault { verdict error } } } } }
}`;

interface Digests {
  readonly model: {
    readonly revision: {
      readonly digest: string;
      readonly graphSha256: string;
      readonly weightsSha256: string;
      readonly tokenizerSha256: string;
    };
    readonly canonicalScoreRun: {
      readonly layerScores: { readonly nodes: readonly { readonly layerIndex: number; readonly mean: number }[] };
    };
    readonly prunings: { readonly nodes: readonly { readonly plan: unknown; readonly artefact: { readonly sha256: string } }[] };
  };
}

const DIGESTS = `query($slug: String!) {
  model(slug: $slug) {
    revision { digest graphSha256 weightsSha256 tokenizerSha256 }
    canonicalScoreRun { layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }) { nodes { layerIndex mean } } }
    prunings(first: 1, filter: { strategy: BLOCK_INFLUENCE, removedCount: { gte: 1, lte: 1 } }) { nodes { plan(format: DROP_LIST) artefact { sha256 } } }
  }
}`;
