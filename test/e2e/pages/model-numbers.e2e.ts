import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { compareChart, compareTable, type Expected } from '../compare-table.ts';
import { meanOf } from '../mean-of.ts';
import type { SeriesFacts } from '../name-series.ts';
import type { Stack } from '../start-stack.ts';
import { VERDICTS } from './model.e2e.ts';

interface Score {
  readonly layerIndex: number;
  readonly mean: number | null;
  readonly rank: number | null;
  readonly undefinedCount: number;
  readonly confidenceInterval: { readonly low: number } | null;
}

interface Scores {
  readonly model: { readonly canonicalScoreRun: { readonly layerScores: { readonly nodes: readonly Score[] } } };
}

const SCORES = `query($slug: String!, $metric: Metric!) { model(slug: $slug) { canonicalScoreRun {
  layerScores(first: 100, filter: { metrics: [$metric] }) { nodes { layerIndex mean rank undefinedCount confidenceInterval { low } } } } } }`;

/** Columns of the table of layers by metric. */
const SCORE_COLUMNS = {
  'block-influence': 'BLOCK_INFLUENCE',
  'final-norm': 'BLOCK_INFLUENCE_FINAL_NORM',
  'relative-magnitude': 'RELATIVE_MAGNITUDE',
  'attention-influence': 'ATTENTION_INFLUENCE',
  'mlp-influence': 'MLP_INFLUENCE',
} as const;

interface Pruning extends SeriesFacts {
  readonly removed: readonly number[];
  readonly removedCount: number;
  readonly parametersAfter: number;
  readonly cacheBytesPerToken: number | null;
  readonly evaluations: {
    readonly nodes: readonly {
      readonly metric: string;
      readonly value: number;
      readonly retention: number | null;
      readonly flips: { readonly share: number } | null;
      readonly benchmark: { readonly name: string };
    }[];
  };
}

interface Prunings {
  readonly prunings: { readonly totalCount: number; readonly nodes: readonly Pruning[] };
}

const PRUNINGS = `query($slug: String!, $strategy: Strategy, $lane: String, $first: Int!) {
  prunings(first: $first, filter: { models: [$slug], units: [BLOCK], repairs: [NONE], strategy: $strategy }) { totalCount nodes {
    strategy chosenOn removed removedCount parametersAfter cacheBytesPerToken
    evaluations(first: 100, filter: { lane: $lane, metrics: ["acc", "word_perplexity", "kl_divergence"] }) { nodes {
      metric value retention flips { share } benchmark { name } } } } } }`;

interface Comparison {
  readonly model: {
    readonly strategyComparison: {
      readonly benchmarks: readonly string[];
      readonly lane: string;
      readonly steps: readonly {
        readonly removedCount: number;
        readonly control: { readonly mean: number } | null;
        readonly results: readonly (SeriesFacts & {
          readonly draws: number;
          readonly retention: number;
          readonly verdict: string;
          readonly pruning: { readonly removed: readonly number[] } | null;
        })[];
      }[];
    };
  };
}

const COMPARISON = `query($slug: String!) { model(slug: $slug) { strategyComparison { benchmarks lane steps {
  removedCount control { mean } results { strategy chosenOn draws retention verdict pruning { removed } } } } } }`;

interface Details {
  readonly model: {
    readonly quantizationTable: {
      readonly rows: readonly {
        readonly model: string;
        readonly precision: string;
        readonly removed: readonly number[];
        readonly removedCount: number;
        readonly averageAccuracy: number | null;
        readonly perplexity: number | null;
        readonly weightsBytes: number | null;
        readonly cells: readonly { readonly benchmark: string; readonly value: number }[];
      }[];
    };
    readonly calibrationSensitivity: {
      readonly runs: readonly { readonly label: string; readonly lowest: readonly number[] }[];
      readonly pairs: readonly Readonly<Record<'spearman' | 'kendallTauB' | 'jaccard', { readonly value: number | null }>>[];
    };
    readonly efficiencies: {
      readonly nodes: readonly {
        readonly removedCount: number;
        readonly batch: number;
        readonly promptTokens: number;
        readonly measuredAlone: boolean;
        readonly prefillTokensPerSecond: { readonly median: number };
        readonly decodeTokensPerSecond: { readonly median: number } | null;
        readonly weightsBytes: number;
        readonly peakMemoryBytes: number;
        readonly cacheBytesPerToken: number | null;
        readonly comparedWithDense: { readonly prefillSpeedup: number | null; readonly decodeSpeedup: number | null } | null;
      }[];
    };
  };
}

const DETAILS = `query($slug: String!) { model(slug: $slug) {
  quantizationTable { rows { model precision removed removedCount averageAccuracy perplexity weightsBytes cells { benchmark value } } }
  calibrationSensitivity { runs { label lowest } pairs { spearman { value } kendallTauB { value } jaccard { value } } }
  efficiencies(first: 100) { nodes { removedCount batch promptTokens measuredAlone prefillTokensPerSecond { median } decodeTokensPerSecond { median }
    weightsBytes peakMemoryBytes cacheBytesPerToken comparedWithDense { prefillSpeedup decodeSpeedup } } } } }`;

/** Every number of a recorded model on its own page is the API's. */
export async function checkNumbersOfModel(checks: Checks, page: Page, stack: Stack, slug: string): Promise<void> {
  const url = `${stack.webUrl}/models/${slug}`;

  await checks.check(`${slug}: every score of every layer is the API's`, async () => {
    const byMetric = await Promise.all(
      Object.entries(SCORE_COLUMNS).map(async ([column, metric]) => {
        const { model } = await stack.query<Scores>(SCORES, { slug, metric });
        return [column, new Map(model.canonicalScoreRun.layerScores.nodes.map((score) => [score.layerIndex, score]))] as const;
      }),
    );
    const scores = new Map(byMetric);
    const influences = [...(scores.get('block-influence')?.values() ?? [])];
    const columns: Expected<Score> = {
      index: ({ layerIndex }) => layerIndex,
      interval: ({ confidenceInterval }) => confidenceInterval?.low,
      rank: ({ rank }) => rank,
      undefined: ({ undefinedCount }) => undefinedCount,
      ...Object.fromEntries(byMetric.map(([column, own]) => [column, ({ layerIndex }: Score) => own.get(layerIndex)?.mean])),
    };
    assert.ok(influences.length > 0 && byMetric.every(([, own]) => own.size === influences.length), 'a model with all scores is needed');
    await page.goto(`${url}?layer-columns=${Object.keys(columns)}&view-units=table`);
    await compareTable(page, 'tr[data-layer]', influences, columns);
    const drawn = ['block-influence', 'attention-influence', 'mlp-influence'].flatMap((column) => [
      ...(scores.get(column)?.values() ?? []),
    ]);
    await compareChart(
      page,
      'units',
      drawn.flatMap(({ mean }) => mean ?? []),
    );
  });

  await checks.check(`${slug}: every pruning of blocks has the API's numbers, and every strategy its verdicts`, async () => {
    const { benchmarks, lane, steps } = (await stack.query<Comparison>(COMPARISON, { slug })).model.strategyComparison;
    const results = steps.flatMap((step) => step.results);
    await page.goto(`${url}?view-retention=table`);
    const wanted = [...results.map(({ retention }) => retention), ...steps.flatMap(({ control }) => control?.mean ?? [])];
    await compareChart(page, 'retention', wanted);

    const controlled = steps.filter(({ control }) => control !== null);
    const keyOf = ({ strategy, chosenOn }: SeriesFacts): string => `${strategy} ${chosenOn}`;
    const series = [...new Set(controlled.flatMap((step) => step.results.map(keyOf)))];
    const verdicts = controlled.map(({ removedCount, results: own }): [string, (key: string) => string | undefined] => [
      `removed-${removedCount}`,
      (key) => own.flatMap((one) => (keyOf(one) === key ? (VERDICTS[one.verdict] ?? one.verdict) : []))[0],
    ]);
    await compareTable(page, 'tr[data-verdicts]', series, Object.fromEntries(verdicts));

    const canonical = (pruning: Pruning) =>
      results.find((one) => one.draws === 1 && keyOf(one) === keyOf(pruning) && one.pruning?.removed.join() === pruning.removed.join())
        ?.retention;
    const columns = listPruningColumns(benchmarks, canonical);
    const select = page.getByRole('combobox', { name: 'Strategy', exact: true });
    const names = await select.locator('option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    let compared = 0;
    for (const name of names.filter((value) => value !== '')) {
      // A table of many rows draws only those in sight, so it is read strategy by strategy.
      const strategy = name.toUpperCase().replaceAll('-', '_');
      const { prunings } = await stack.query<Prunings>(PRUNINGS, { slug, strategy, lane, first: 60 });
      await select.selectOption(name);
      await page.waitForURL(new RegExp(`[?&]strategy=${name}(&|$)`));
      await page.waitForFunction((wanted) => !document.querySelector(`tr[data-pruning]:not([data-pruning^="${wanted}/"])`), name);
      await compareTable(page, 'tr[data-pruning]', prunings.nodes, columns);
      compared += prunings.nodes.length;
    }
    const { prunings } = await stack.query<Prunings>(PRUNINGS, { slug, lane, first: 0 });
    assert.equal(compared, prunings.totalCount);
  });

  await checks.check(`${slug}: its quantized forms, its speeds and its calibrations have the API's numbers`, async () => {
    const { quantizationTable, calibrationSensitivity, efficiencies } = (await stack.query<Details>(DETAILS, { slug })).model;
    // If both orders remove the same blocks, they give one model.
    const forms = [...new Map(quantizationTable.rows.map((row) => [`${row.model}/${row.removed}`, row])).values()];
    const benchmarks = [...new Set(forms.flatMap(({ cells }) => cells.map(({ benchmark }) => benchmark)))];
    type Form = (typeof forms)[number];
    const columns: Expected<Form> = {
      precision: ({ precision }) => precision,
      removed: ({ removedCount }) => removedCount,
      blocks: ({ removed }) => removed.join(' '),
      accuracy: ({ averageAccuracy }) => averageAccuracy,
      perplexity: ({ perplexity }) => perplexity,
      weights: ({ weightsBytes }) => weightsBytes,
      ...Object.fromEntries(benchmarks.map((name) => [name, ({ cells }: Form) => cells.find((cell) => cell.benchmark === name)?.value])),
    };
    await page.goto(`${url}?quantization-columns=${Object.keys(columns)}`);
    await compareTable(page, 'tr[data-quantization]', forms, columns);
    await compareTable(
      page,
      'tr[data-efficiency]',
      efficiencies.nodes.filter(({ measuredAlone }) => measuredAlone),
      {
        removed: ({ removedCount }) => removedCount,
        load: ({ batch, promptTokens }) => `${batch} × ${promptTokens}`,
        prefill: ({ prefillTokensPerSecond }) => prefillTokensPerSecond.median,
        prefill_speedup: ({ comparedWithDense }) => comparedWithDense?.prefillSpeedup,
        decode: ({ decodeTokensPerSecond }) => decodeTokensPerSecond?.median,
        decode_speedup: ({ comparedWithDense }) => comparedWithDense?.decodeSpeedup,
        weights: ({ weightsBytes }) => weightsBytes,
        memory: ({ peakMemoryBytes }) => peakMemoryBytes,
        cache: ({ cacheBytesPerToken }) => cacheBytesPerToken,
      },
    );
    const { runs, pairs } = calibrationSensitivity;
    await compareTable(page, 'tr[data-calibration]', runs, {
      calibration: ({ label }) => label,
      lowest: ({ lowest }) => lowest.join(', '),
    });
    await compareTable(page, 'tr[data-pair]', pairs, {
      spearman: ({ spearman }) => spearman.value,
      kendall: ({ kendallTauB }) => kendallTauB.value,
      overlap: ({ jaccard }) => jaccard.value,
    });
  });
}

/** A pruning by its evaluations. @param canonical the average retention that the API gives it, where it has one */
function listPruningColumns(benchmarks: readonly string[], canonical: (pruning: Pruning) => number | undefined): Expected<Pruning> {
  const find = ({ evaluations }: Pruning, metric: string, name?: string) =>
    evaluations.nodes.find((one) => one.metric === metric && (name === undefined || one.benchmark.name === name));
  const average = (read: (name: string) => number | null | undefined) => meanOf(benchmarks.map(read));
  return {
    strategy: ({ strategy }) => strategy.toLowerCase().replaceAll('_', '-'),
    removed: ({ removed }) => removed.join(' '),
    count: ({ removedCount }) => removedCount,
    parameters: ({ parametersAfter }) => parametersAfter,
    cache: ({ cacheBytesPerToken }) => cacheBytesPerToken,
    average: (pruning) => canonical(pruning) ?? average((name) => find(pruning, 'acc', name)?.retention),
    ...Object.fromEntries(benchmarks.map((name) => [name, (pruning: Pruning) => find(pruning, 'acc', name)?.retention])),
    perplexity: (pruning) => find(pruning, 'word_perplexity')?.value,
    changed: (pruning) => average((name) => find(pruning, 'acc', name)?.flips?.share),
    divergence: (pruning) => find(pruning, 'kl_divergence')?.value,
  };
}
