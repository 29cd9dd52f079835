import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

interface Speedup {
  readonly prefillSpeedup: number | null;
  readonly prefillSpeedupInterval: Interval | null;
  readonly decodeSpeedup: number | null;
  readonly decodeSpeedupInterval: Interval | null;
}

interface Efficiency {
  readonly id: string;
  readonly measuredAlone: boolean;
  readonly comparedWithDense: Speedup | null;
}

interface Speeds {
  readonly model: { readonly efficiencies: { readonly nodes: readonly Efficiency[] } };
}

interface Board {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly model: { readonly slug: string };
      readonly pruning: { readonly efficiencies: { readonly nodes: readonly Efficiency[] } };
    }[];
  };
}

const SPEEDUP = `id measuredAlone comparedWithDense {
  prefillSpeedup prefillSpeedupInterval { low high } decodeSpeedup decodeSpeedupInterval { low high } }`;
const SPEEDS = `query($slug: String!) { model(slug: $slug) { efficiencies(first: 100) { nodes { ${SPEEDUP} } } } }`;
const BOARD = `query($slugs: [String!], $removedRatio: Float!) { leaderboard(first: 10, removedRatio: $removedRatio, filter: { models: $slugs }) {
  nodes { model { slug } pruning { efficiencies(first: 20, orderBy: [{ field: CREATED_AT, direction: DESC }]) { nodes { ${SPEEDUP} } } } } } }`;

/** Shares at which the comparison shows a removal of each model. */
const RATIOS = [0.125, 0.25];
const NOT_MEASURED = 'not measured';
const NO_DIFFERENCE = 'no difference shown';

/** Speeds are measured or not shown. A ratio to the whole model has its interval, and is no verdict if that includes 1. */
export async function checkSpeeds(checks: Checks, page: Page, stack: Stack, slugs: readonly string[]): Promise<void> {
  await checks.check('a ratio of speeds has its interval, which says whether there is a difference; busy runs are left out', async () => {
    const seen = { shown: 0, hidden: 0 };
    for (const slug of slugs) {
      const { nodes } = (await stack.query<Speeds>(SPEEDS, { slug })).model.efficiencies;
      await page.goto(`${stack.webUrl}/models/${slug}`);
      const rows = page.locator('tr[data-efficiency]');
      const ids = await rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-efficiency')));
      const alone = nodes.filter(({ measuredAlone }) => measuredAlone);
      assert.deepEqual(ids.sort(), alone.map(({ id }) => id).sort());
      for (const { id, comparedWithDense } of alone) {
        for (const [phase, ratio, interval] of listRatios(comparedWithDense)) {
          const cell = page.locator(`tr[data-efficiency="${id}"] [data-column="${phase}_speedup"]`);
          await compareRatio(cell, { ratio, interval, missing: '–' });
          if (interval) seen[isDifferent(interval) ? 'shown' : 'hidden']++;
        }
      }
    }
    assert.ok(seen.shown > 0 && seen.hidden > 0, `ratios with a difference and without one are needed: ${JSON.stringify(seen)}`);
  });

  await checks.check('rows whose speed was not measured say so', async () => {
    let measured = 0;
    for (const removedRatio of RATIOS) {
      const { leaderboard } = await stack.query<Board>(BOARD, { slugs, removedRatio });
      await page.goto(`${stack.webUrl}/compare?models=${slugs}&removed=${removedRatio}`);
      for (const { model, pruning } of leaderboard.nodes) {
        const found = pruning.efficiencies.nodes.find(({ measuredAlone, comparedWithDense }) => measuredAlone && comparedWithDense);
        if (found) measured++;
        for (const [phase, ratio, interval] of listRatios(found?.comparedWithDense ?? null))
          await compareRatio(page.locator(`tr[data-overview="${model.slug}"] [data-column="${phase}"]`), {
            ratio,
            interval,
            missing: NOT_MEASURED,
          });
      }
    }
    assert.ok(measured > 0, 'a removal with a measured speed is needed');
    let missing = 0;
    for (const slug of slugs) {
      await page.goto(`${stack.webUrl}/models/${slug}`);
      for (const column of ['prefill', 'decode']) {
        const cells = page.locator(`tr[data-repair] [data-column="${column}"][data-value=""]`);
        for (const text of await cells.allTextContents()) {
          assert.equal(text, NOT_MEASURED, `${slug}, ${column}`);
          missing++;
        }
      }
    }
    assert.ok(missing > 0, 'a repair without a measured speed is needed');
  });
}

function listRatios(speedup: Speedup | null): readonly (readonly [phase: string, ratio: number | null, interval: Interval | null])[] {
  return [
    ['prefill', speedup?.prefillSpeedup ?? null, speedup?.prefillSpeedupInterval ?? null],
    ['decode', speedup?.decodeSpeedup ?? null, speedup?.decodeSpeedupInterval ?? null],
  ];
}

interface WantedRatio {
  readonly ratio: number | null;
  readonly interval: Interval | null;
  /** The text of a cell without a ratio. */
  readonly missing: string;
}

/** The whole text of a cell: the ratio where its interval excludes 1, otherwise that no difference was shown, and the interval in both cases. */
async function compareRatio(cell: Locator, { ratio, interval, missing }: WantedRatio): Promise<void> {
  assert.equal(await cell.getAttribute('data-value'), String(ratio ?? ''));
  if (ratio === null) return assert.equal(await cell.textContent(), missing);
  assert.ok(interval, `the ratio ${ratio} has no interval`);
  const [head, low, high] = [ratio, interval.low, interval.high].map((value) => `${value.toFixed(2)}×`);
  assert.equal(await cell.textContent(), `${isDifferent(interval) ? head : NO_DIFFERENCE}${low}–${high}`);
}

function isDifferent({ low, high }: Interval): boolean {
  return low > 1 || high < 1;
}
