import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
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
}

const REPAIRS = `query($slug: String!) {
  model(slug: $slug) { repairComparison { steps { removedCount results {
    strategies removed repair calibration retention perplexityRatio predictedErrors { all noSinks } measuredError gain { value } perplexityChange { value } equalBytes { retention } } } } }
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
    const rows = page.locator('tr[data-pruning]');
    const removed = await readColumn(rows, 'removed');
    assert.deepEqual(removed.sort(), prunings.nodes.map(({ removedAttention }) => removedAttention.join(' ')).sort());
    assert.deepEqual(
      (await readColumn(rows, 'cache')).sort(),
      prunings.nodes.map(({ cacheBytesPerToken }) => String(cacheBytesPerToken ?? '')).sort(),
    );
    const { steps } = model.strategyComparison;
    const wanted = steps.flatMap(({ control, results }) => [
      ...results.map(({ retention }) => retention),
      ...(control === null ? [] : [control.mean]),
    ]);
    const cells = page.locator('[data-chart="retention"] tbody td:nth-child(3)');
    const shown = await cells.evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value')));
    assert.deepEqual(shown.sort(), wanted.map(String).sort());
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
    await compareRepairs(page, results, most);
    for (const strategy of others) {
      const name = strategy.toLowerCase().replaceAll('_', '-');
      await page.getByRole('combobox', { name: 'Removed by' }).selectOption(name);
      await page.waitForURL(new RegExp(`repairStrategy=${name}`));
      await page.waitForLoadState('networkidle');
      await compareRepairs(page, results, strategy);
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
async function compareRepairs(page: Page, results: readonly RepairResult[], strategy: string): Promise<void> {
  const all = results.filter(({ repair, strategies }) => repair !== 'NONE' && strategies.includes(strategy));
  const [text] = listMost(all, ({ calibration }) => (calibration === null ? [] : [calibration]));
  const own = all.filter(({ calibration }) => calibration === text);
  const isAlone = ({ repair, removed }: RepairResult): boolean =>
    repair === 'NONE' && own.some((other) => other.removed.join() === removed.join());
  const wanted = [...own, ...results.filter(isAlone)];
  const rows = page.locator('tr[data-repair]');
  await page.waitForFunction((count) => document.querySelectorAll('tr[data-repair]').length === count, wanted.length);
  const columns: Readonly<Record<string, (result: RepairResult) => number | null>> = {
    removed: ({ removed }) => removed.length,
    retention: ({ retention }) => retention,
    perplexity: ({ perplexityRatio }) => perplexityRatio,
    gain: ({ gain }) => gain?.value ?? null,
    'perplexity-change': ({ perplexityChange }) => perplexityChange && Math.exp(perplexityChange.value),
    predicted: ({ predictedErrors }) => predictedErrors?.noSinks ?? null,
    'predicted-all': ({ predictedErrors }) => predictedErrors?.all ?? null,
    measured: ({ measuredError }) => measuredError,
    'equal-bytes': ({ equalBytes }) => equalBytes?.retention ?? null,
  };
  const shown: Record<string, readonly string[]> = {};
  for (const column of Object.keys(columns)) shown[column] = await readColumn(rows, column);
  const lines = wanted.map((result) => Object.values(columns).map((get) => toDigits(String(get(result) ?? ''))));
  const drawn = wanted.map((_, row) => Object.keys(columns).map((column) => toDigits(shown[column]?.[row] ?? 'no cell')));
  assert.deepEqual(drawn.map((line) => line.join()).sort(), lines.map((line) => line.join()).sort());
}

/** PostgreSQL adds up the same numbers in any order, so the last digits of two answers may differ. */
function toDigits(value: string): string {
  return value === '' ? value : Number(value).toPrecision(12);
}

function readColumn(rows: Locator, column: string): Promise<string[]> {
  // A cell without a value has an empty attribute.
  return rows.locator(`[data-column="${column}"]`).evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value') ?? ''));
}
