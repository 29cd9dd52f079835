import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { compareTable, type Expected } from '../compare-table.ts';
import { meanOf } from '../mean-of.ts';
import type { Stack } from '../start-stack.ts';

interface BoardRow {
  readonly rank: number | null;
  readonly averageRetention: number | null;
  readonly perplexityRatio: number | null;
  readonly removableShare: number | null;
  readonly cells: readonly { readonly benchmark: string; readonly denseValue: number; readonly retention: number | null }[];
  readonly pruning: { readonly removedCount: number; readonly removedBlockRatio: number; readonly removedParameterRatio: number };
  readonly model: {
    readonly slug: string;
    readonly blockCount: number;
    readonly parameterCount: number;
    readonly hiddenSize: number;
    readonly family: { readonly slug: string };
  };
}

interface Board {
  readonly leaderboard: { readonly benchmarks: readonly string[]; readonly nodes: readonly BoardRow[] };
}

const BOARD = `{ leaderboard(first: 100) { benchmarks nodes { rank averageRetention perplexityRatio removableShare
  cells { benchmark denseValue retention } pruning { removedCount removedBlockRatio removedParameterRatio }
  model { slug blockCount parameterCount hiddenSize family { slug } } } } }`;

interface Result {
  readonly id: string;
  readonly metric: string;
  readonly value: number;
  readonly retention: number | null;
  readonly sampleCount: number;
  readonly shots: number;
  readonly pruning: { readonly removedCount: number } | null;
}

const RESULT = '... on Evaluation { id metric value retention sampleCount shots pruning { removedCount } }';
const DENSE = `query($slug: String!, $name: String!) {
  evaluations(first: 100, filter: { models: [$slug], benchmarks: [$name], dense: true }) { nodes { ${RESULT} } } }`;

/** The numbers of a recorded model on every page that shows it beside others are the API's. */
export async function checkNumbersElsewhere(checks: Checks, page: Page, stack: Stack, slug: string): Promise<void> {
  await checks.check(`${slug}: its row on every other page has the API's numbers`, async () => {
    const { leaderboard } = await stack.query<Board>(BOARD);
    const { benchmarks } = leaderboard;
    const row = leaderboard.nodes.find(({ model }) => model.slug === slug);
    assert.ok(row, `${slug} is not on the leaderboard`);
    const compared = [slug, ...leaderboard.nodes.map(({ model }) => model.slug).filter((other) => other !== slug)].slice(0, 2);
    const retentionOn =
      (name: string) =>
      ({ cells }: BoardRow) =>
        cells.find(({ benchmark }) => benchmark === name)?.retention;
    const average = ({ averageRetention }: BoardRow) => averageRetention;
    const perplexity = ({ perplexityRatio }: BoardRow) => perplexityRatio;
    const parameters = ({ model }: BoardRow) => model.parameterCount;
    const blocks = ({ model }: BoardRow) => model.blockCount;
    const places: readonly (readonly [path: string, table: string, columns: Expected<BoardRow>])[] = [
      [
        '/',
        'model',
        {
          ...{ average, perplexity, parameters, blocks, rank: ({ rank }) => rank, removable: ({ removableShare }) => removableShare },
          ...Object.fromEntries(benchmarks.map((name) => [name, retentionOn(name)])),
        },
      ],
      [
        '/papers',
        'measured',
        {
          blocks: ({ pruning }) => pruning.removedBlockRatio,
          parameters: ({ pruning }) => pruning.removedParameterRatio,
          percent: ({ averageRetention }) => averageRetention && averageRetention * 100,
          perplexity,
        },
      ],
      [
        '/explore',
        'point',
        { x: ({ pruning }) => pruning.removedParameterRatio, y: average, share: ({ pruning }) => pruning.removedBlockRatio },
      ],
      [
        `/families/${row.model.family.slug}`,
        'member',
        {
          average,
          perplexity,
          parameters,
          blocks,
          removed: ({ pruning }) => pruning.removedCount,
          hidden: ({ model }) => model.hiddenSize,
        },
      ],
      [
        `/compare?models=${compared}`,
        'overview',
        { parameters, retention: average, dense: ({ cells }) => meanOf(benchmarks.flatMap((name) => denseOn(cells, name))) },
      ],
    ];
    for (const [path, table, columns] of places) {
      await page.goto(`${stack.webUrl}${path}`);
      await compareTable(page, `tr[data-${table}]:has(th a[href="/models/${slug}"])`, [row], columns);
    }
    await compareTable(page, 'tr[data-benchmark]', ['average', ...benchmarks], {
      benchmark: (name) => name,
      [`retention model:${slug}`]: (name) => (name === 'average' ? average(row) : retentionOn(name)(row)),
    });
  });

  await checks.check(`${slug}: its results on the page of each benchmark are the API's`, async () => {
    const { leaderboard } = await stack.query<Board>(BOARD);
    for (const name of leaderboard.benchmarks) {
      // Pruned models are many, and only rows in sight are drawn: either end of the list shows some of this model.
      const rows = (kind: string) => `tr[data-${kind}-result]:has(th a[href="/models/${slug}"])`;
      const whole: Expected<Result> = {
        metric: ({ metric }) => metric,
        value: ({ value }) => value,
        documents: ({ sampleCount }) => sampleCount,
        shots: ({ shots }) => shots,
      };
      const { evaluations } = await stack.query<{ evaluations: { nodes: readonly Result[] } }>(DENSE, { slug, name });
      const ids: string[] = [];
      for (const direction of ['', '-']) {
        await page.goto(`${stack.webUrl}/benchmarks/${name}?pruned-sort=${direction}model`, { waitUntil: 'networkidle' });
        await compareTable(page, rows('whole'), evaluations.nodes, whole);
        const drawn = page.locator(rows('pruned'));
        const own = await drawn.evaluateAll((found) => found.map((one) => one.getAttribute('data-pruned-result') ?? ''));
        if (own.length === 0) continue;
        const asked = own.map((id, index) => `r${index}: node(id: "${id}") { ${RESULT} }`);
        const results = Object.values(await stack.query<Readonly<Record<string, Result>>>(`{ ${asked.join(' ')} }`));
        await compareTable(page, rows('pruned'), results, {
          ...whole,
          retention: ({ retention }) => retention,
          removed: ({ pruning }) => pruning?.removedCount,
        });
        ids.push(...own);
      }
      assert.ok(ids.length > 0, `no pruned result of ${slug} on ${name}`);
    }
  });
}

function denseOn(cells: BoardRow['cells'], name: string): readonly number[] {
  return cells.flatMap(({ benchmark, denseValue }) => (benchmark === name ? denseValue : []));
}
