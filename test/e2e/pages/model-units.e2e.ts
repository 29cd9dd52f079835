import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { compareChart, compareTable } from '../compare-table.ts';
import type { Stack } from '../start-stack.ts';

interface Halves {
  readonly prunings: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly removedCount: number;
      readonly removedAttention: readonly number[];
      readonly cacheBytesPerToken: number | null;
    }[];
  };
  readonly model: {
    readonly strategyComparison: {
      readonly steps: readonly {
        readonly control: { readonly mean: number } | null;
        readonly results: readonly { readonly retention: number }[];
      }[];
    };
  };
}

const HALVES = `query($slug: String!) {
  prunings(first: 100, filter: { models: [$slug], units: [ATTENTION], repairs: [NONE] }) { totalCount nodes { removedCount removedAttention cacheBytesPerToken } }
  model(slug: $slug) { strategyComparison(units: [ATTENTION]) { steps { control { mean } results { retention } } } }
}`;

interface Repairs {
  readonly model: {
    readonly repairComparison: {
      readonly steps: readonly { readonly removedCount: number; readonly results: readonly RepairResult[] }[];
    };
    readonly efficiencies: { readonly nodes: Efficiencies };
  };
}

interface RepairResult {
  readonly strategies: readonly string[];
  readonly removed: readonly number[];
  readonly repair: string;
  readonly calibration: string | null;
  readonly retention: number | null;
  readonly perplexityRatio: number | null;
  readonly predictedErrors: { readonly all: number; readonly noSinks: number } | null;
  readonly measuredError: number | null;
  readonly gain: { readonly value: number } | null;
  readonly perplexityChange: { readonly value: number } | null;
  readonly equalBytes: { readonly retention: number } | null;
  readonly changedAnswers: number | null;
  readonly divergence: number | null;
  readonly pruning: { readonly repair: { readonly rank: number | null } | null } | null;
}

type Efficiencies = readonly {
  readonly batch: number;
  readonly measuredAlone: boolean;
  readonly pruning: {
    readonly removed: readonly number[];
    readonly removedAttention: readonly number[];
    readonly removedMlp: readonly number[];
    readonly repairKind: string | null;
    readonly repair: { readonly rank: number | null } | null;
  } | null;
  readonly comparedWithDense: { readonly prefillSpeedup: number | null; readonly decodeSpeedup: number | null } | null;
}[];

const REPAIRS = `query($slug: String!) {
  model(slug: $slug) { repairComparison { steps { removedCount results {
    strategies removed repair calibration retention perplexityRatio predictedErrors { all noSinks } measuredError gain { value } perplexityChange { value } equalBytes { retention }
    changedAnswers divergence pruning { repair { rank } } } } }
    efficiencies(first: 100) { nodes { batch measuredAlone pruning { removed removedAttention removedMlp repairKind repair { rank } }
      comparedWithDense { prefillSpeedup decodeSpeedup } } } }
}`;

/** The choice of units: curves and prunings of attentions are the API's, and a reload keeps the choice. For a model with removed attentions. */
export async function checkUnitsOfModel(checks: Checks, page: Page, stack: Stack, slug: string): Promise<void> {
  await checks.check(`${slug}: a choice of units changes the curves and the prunings, and stands in the URL`, async () => {
    const { prunings, model } = await stack.query<Halves>(HALVES, { slug });
    assert.ok(prunings.totalCount > 0, 'a model with removed attentions is needed');
    await page.goto(`${stack.webUrl}/models/${slug}?view-retention=table`);
    await page.getByRole('heading', { name: 'What does removing blocks cost?' }).waitFor();
    await page.locator('[data-drawn="true"]').first().waitFor();
    const units = page.getByRole('combobox', { name: 'Units', exact: true });
    await units.selectOption('attention');
    await page.waitForURL(/units=attention/);
    await page.getByRole('heading', { name: 'What does removing attentions cost?' }).waitFor();
    await page.getByText(`${prunings.totalCount} of ${prunings.totalCount} prunings`).waitFor();
    await compareTable(page, 'tr[data-pruning]', prunings.nodes, {
      removed: ({ removedAttention }) => removedAttention.join(' '),
      cache: ({ cacheBytesPerToken }) => cacheBytesPerToken,
    });
    const { steps } = model.strategyComparison;
    const wanted = steps.flatMap(({ control, results }) => [
      ...results.map(({ retention }) => retention),
      ...(control === null ? [] : [control.mean]),
    ]);
    await compareChart(page, 'retention', wanted);
    await page.reload();
    assert.equal(await units.inputValue(), 'attention');
    await page.getByText(`${prunings.totalCount} of ${prunings.totalCount} prunings`).waitFor();
  });
}

/** Repairs are shown by one strategy, with the API's numbers. */
export async function checkRepairsOfModel(checks: Checks, page: Page, stack: Stack, slug: string): Promise<void> {
  await checks.check(`${slug}: the repairs of the chosen strategy have the API's numbers`, async () => {
    const { model } = await stack.query<Repairs>(REPAIRS, { slug });
    const results = model.repairComparison.steps.flatMap((step) => step.results);
    const repaired = results.filter(({ repair }) => repair !== 'NONE');
    const [most, ...others] = listMost(repaired, ({ strategies }) => strategies);
    assert.ok(most, 'a repaired model is needed');
    await page.goto(`${stack.webUrl}/models/${slug}`);
    await page.locator('[data-drawn="true"]').first().waitFor();
    await compareRepairs(page, model, most);
    for (const strategy of others) {
      const name = strategy.toLowerCase().replaceAll('_', '-');
      await page.getByRole('combobox', { name: 'Removed by' }).selectOption(name);
      await page.waitForURL(new RegExp(`repairStrategy=${name}`));
      await page.locator('[data-control="repairs"][aria-busy="false"]').waitFor();
      await compareRepairs(page, model, strategy);
    }
  });
}

/** Values that repairs have, those with most numbers of removed layers first; of equals, those with most repairs. */
function listMost(repaired: readonly RepairResult[], get: (result: RepairResult) => readonly string[]): readonly string[] {
  const own = (value: string) => repaired.filter((result) => get(result).includes(value));
  const counts = (value: string) => new Set(own(value).map(({ removed }) => removed.length)).size;
  return [...new Set(repaired.flatMap(get))].sort((a, b) => counts(b) - counts(a) || own(b).length - own(a).length);
}

/** The rows of the page are the repairs of a strategy on the text that was measured most, and the same removals alone. */
async function compareRepairs(
  page: Page,
  { repairComparison, efficiencies: { nodes: efficiencies } }: Repairs['model'],
  strategy: string,
): Promise<void> {
  const results = repairComparison.steps.flatMap((step) => step.results);
  const all = results.filter(({ repair, strategies }) => repair !== 'NONE' && strategies.includes(strategy));
  const [text] = listMost(all, ({ calibration }) => (calibration === null ? [] : [calibration]));
  const own = all.filter(({ calibration }) => calibration === text);
  const isAlone = ({ repair, removed }: RepairResult): boolean =>
    repair === 'NONE' && own.some((other) => other.removed.join() === removed.join());
  const wanted = [...own, ...results.filter(isAlone)];
  const speedOf = (result: RepairResult) => findSpeed(result, efficiencies)?.comparedWithDense;
  await compareTable(page, 'tr[data-repair]', wanted, {
    removed: ({ removed }) => removed.length,
    retention: ({ retention }) => retention,
    changed: ({ changedAnswers }) => changedAnswers,
    perplexity: ({ perplexityRatio }) => perplexityRatio,
    divergence: ({ divergence }) => divergence,
    gain: ({ gain }) => gain?.value,
    'perplexity-change': ({ perplexityChange }) => perplexityChange && Math.exp(perplexityChange.value),
    predicted: ({ predictedErrors }) => predictedErrors?.noSinks,
    'predicted-all': ({ predictedErrors }) => predictedErrors?.all,
    measured: ({ measuredError }) => measuredError,
    'equal-bytes': ({ equalBytes }) => equalBytes?.retention,
    prefill: (result) => speedOf(result)?.prefillSpeedup,
    decode: (result) => speedOf(result)?.decodeSpeedup,
  });
}

/** A speed depends on what is removed and inserted, not on the strategy and the text. */
function findSpeed({ removed, repair, pruning }: RepairResult, efficiencies: Efficiencies): Efficiencies[number] | undefined {
  const own = efficiencies.filter(
    (one) =>
      one.pruning?.removed.join() === removed.join() &&
      one.pruning.removedAttention.length + one.pruning.removedMlp.length === 0 &&
      (one.pruning.repairKind ?? 'NONE') === repair &&
      one.pruning.repair?.rank === pruning?.repair?.rank,
  );
  return own.filter(({ measuredAlone }) => measuredAlone).sort((a, b) => a.batch - b.batch)[0];
}
