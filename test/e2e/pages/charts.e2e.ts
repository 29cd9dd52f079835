import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { SeriesFacts } from '../name-series.ts';
import type { Stack } from '../start-stack.ts';

interface Facts {
  readonly model: {
    readonly canonicalScoreRun: { readonly layerScores: { readonly nodes: readonly { readonly mean: number }[] } };
    readonly strategyComparison: {
      readonly benchmarks: readonly string[];
      readonly steps: readonly { readonly results: readonly SeriesFacts[] }[];
    };
    readonly repairComparison: { readonly benchmarks: readonly string[] };
  };
  readonly evaluations: {
    readonly nodes: readonly { readonly value: number; readonly benchmark: { readonly name: string; readonly chance: number | null } }[];
  };
}

const FACTS = `query($slug: String!) {
  model(slug: $slug) {
    canonicalScoreRun { layerScores(first: 100, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: [{ field: LAYER_INDEX, direction: ASC }]) { nodes { mean } } }
    strategyComparison { benchmarks steps { results { strategy chosenOn } } }
    repairComparison { benchmarks }
  }
  evaluations(first: 100, filter: { models: [$slug], dense: true, metrics: ["acc"] }) { nodes { value benchmark { name chance } } }
}`;

/** With more lines, each has a panel of its own. */
const MAX_LINES = 4;
/** A block so many times the median leaves no height for the others on a linear scale. */
const SQUASHING = 8;

interface DrawnLines {
  readonly chart: string;
  /** Lines that share one drawing. */
  readonly together: number;
  /** Lines of each panel. */
  readonly panels: readonly number[];
}

/** Charts of recorded models can be read: a scale on which blocks can be told apart, few lines in one drawing, and the level of guessing. */
export async function checkCharts(checks: Checks, page: Page, stack: Stack, slugs: readonly string[]): Promise<void> {
  const models = await Promise.all(slugs.map(async (slug) => ({ slug, facts: await stack.query<Facts>(FACTS, { slug }) })));

  await checks.check(
    'where block 0 squashes the other blocks, the chart of scores is on a log scale, and the reader can choose',
    async () => {
      const squashed = models.filter(({ facts }) => isSquashed(readMeans(facts)));
      assert.ok(squashed.length > 0, 'a model whose block 0 squashes the others is needed');
      for (const { slug, facts } of squashed) {
        await page.goto(`${stack.webUrl}/models/${slug}`);
        const chart = page.locator('[data-chart="block-scores"]');
        const dots = chart.locator('[data-marks="dots"] circle');
        await dots.first().waitFor();
        const heights = await dots.evaluateAll((found) => found.map((dot) => Number(dot.getAttribute('cy'))));
        compareLogScale(readMeans(facts), heights);
        assert.equal(await page.getByRole('button', { name: 'Log', exact: true }).getAttribute('aria-pressed'), 'true');
        await page.getByRole('button', { name: 'Linear', exact: true }).click();
        await chart.locator('[data-marks="bars"] rect').first().waitFor();
        await page.waitForURL(/[?&]scale=linear/);
      }
    },
  );

  await checks.check('no drawing has more than four lines: more have a panel each', async () => {
    const families = await Promise.all(slugs.map((slug) => findFamily(stack, slug)));
    const paths = [`/compare?models=${slugs}`, ...families.map((slug) => `/families/${slug}`)];
    for (const path of new Set(paths)) for (const lines of await readLines(page, `${stack.webUrl}${path}`)) compareLines(path, lines);
    for (const { slug, facts } of models) {
      const lines = await readLines(page, `${stack.webUrl}/models/${slug}`);
      for (const one of lines) compareLines(slug, one);
      const results = facts.model.strategyComparison.steps.flatMap((step) => step.results);
      const strategies = new Set(results.map(({ strategy }) => strategy));
      assert.ok(strategies.size > MAX_LINES, `${slug} needs more than ${MAX_LINES} strategies`);
      assert.equal(lines.find(({ chart }) => chart === 'retention')?.panels.length, strategies.size, slug);
    }
  });

  await checks.check('charts of retention draw the level of guessing: mean of chance ÷ dense', async () => {
    for (const { slug, facts } of models) {
      const { strategyComparison, repairComparison } = facts.model;
      await page.goto(`${stack.webUrl}/models/${slug}`);
      for (const [chart, { benchmarks }] of [
        ['retention', strategyComparison],
        ['repair-retention', repairComparison],
      ] as const) {
        const label = `guessing = ${getGuessing(facts, benchmarks).toFixed(2)}`;
        const drawing = page.locator(`[data-chart="${chart}"] [data-drawn="true"] svg`);
        await drawing.waitFor();
        const drawings = Math.max(1, await drawing.locator('[data-marks="panel"]').count());
        const lines = await drawing
          .locator('[data-reference^="guessing"]')
          .evaluateAll((found) => found.map((line) => line.getAttribute('data-reference')));
        assert.deepEqual(lines, Array(drawings).fill(label), `${slug}, ${chart}`);
        // The only drawing names it, and the legend of several.
        assert.ok(await page.locator(`[data-chart="${chart}"]`).getByText(label, { exact: true }).isVisible(), `${slug}, ${chart}`);
      }
    }
  });
}

/** Mean over the benchmarks of chance ÷ the accuracy of the whole model. */
function getGuessing({ evaluations }: Facts, benchmarks: readonly string[]): number {
  const levels = benchmarks.map((name) => {
    const dense = evaluations.nodes.find(({ benchmark }) => benchmark.name === name);
    return (dense?.benchmark.chance ?? Number.NaN) / (dense?.value ?? Number.NaN);
  });
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

function readMeans({ model }: Facts): readonly number[] {
  return model.canonicalScoreRun.layerScores.nodes.map(({ mean }) => mean);
}

function isSquashed(means: readonly number[]): boolean {
  const [first = 0] = means;
  const median = means.toSorted((a, b) => a - b)[Math.floor((means.length - 1) / 2)] ?? first;
  return first === Math.max(...means) && first > SQUASHING * median;
}

/** On a log scale, equal ratios have equal distances: pixels per natural logarithm are the same for every block. */
function compareLogScale(means: readonly number[], heights: readonly number[]): void {
  assert.equal(heights.length, means.length);
  const [top, ...others] = means.map((mean, index) => ({ logarithm: Math.log(mean), height: heights[index] ?? Number.NaN }));
  assert.ok(top, 'no block is drawn');
  const slopes = others.map(({ logarithm, height }) => (height - top.height) / (top.logarithm - logarithm));
  assert.ok(Math.min(...slopes) > 0 && Math.max(...slopes) / Math.min(...slopes) < 1.001, `pixels per logarithm: ${slopes}`);
}

async function findFamily(stack: Stack, slug: string): Promise<string> {
  const { model } = await stack.query<{ model: { family: { slug: string } } }>(
    'query($slug: String!) { model(slug: $slug) { family { slug } } }',
    { slug },
  );
  return model.family.slug;
}

async function readLines(page: Page, url: string): Promise<readonly DrawnLines[]> {
  await page.goto(url);
  await page.waitForFunction(() => {
    const drawings = [...document.querySelectorAll('[data-chart] [data-drawn]')];
    return drawings.length > 0 && drawings.every((drawing) => drawing.getAttribute('data-drawn') === 'true');
  });
  return page.locator('[data-chart]').evaluateAll((charts) =>
    charts.map((chart) => {
      const panels = [...chart.querySelectorAll('[data-marks="panel"]')].map(
        (panel) => panel.querySelectorAll('[data-marks="curve"]').length,
      );
      const all = chart.querySelectorAll('[data-marks="curve"]').length;
      return { chart: chart.getAttribute('data-chart') ?? '', together: all - panels.reduce((sum, count) => sum + count, 0), panels };
    }),
  );
}

function compareLines(place: string, { chart, together, panels }: DrawnLines): void {
  assert.ok(together <= MAX_LINES, `${place}: ${together} lines in ${chart}`);
  assert.ok(
    panels.every((lines) => lines >= 1 && lines <= MAX_LINES),
    `${place}: ${chart}`,
  );
}
