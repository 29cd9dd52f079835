import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';
import { compareAnswer, LARGE_LOSS } from './recommendation.e2e.ts';

interface Board {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly model: { readonly slug: string; readonly name: string; readonly family: { readonly slug: string; readonly name: string } };
    }[];
  };
}

interface Compared {
  readonly compareModels: {
    readonly models: readonly { readonly points: readonly { readonly mean: number }[] }[];
    readonly agreements: readonly { readonly spearman: number | null; readonly jaccardLowest: number | null }[];
  };
}

/** The metrics of the two halves of a layer, with their names on the page. */
const HALVES = [
  ['ATTENTION_INFLUENCE', 'Attention influence'],
  ['MLP_INFLUENCE', 'MLP influence'],
] as const;
/** More ranges than any bundled model has layers. */
const MANY_BINS = 100;
/** The parts of the page in their order. */
const SECTIONS: readonly string[] = ['overview', 'retention', 'influence', 'agreement'];
const MODELS = '{ leaderboard(first: 2) { nodes { model { slug name family { slug name } } } } }';
const COMPARED = `query($slugs: [String!]!, $metric: Metric!) {
  compareModels(slugs: $slugs, metric: $metric) { models { points { mean } } agreements { spearman jaccardLowest } } }`;

interface Evaluated {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly model: { readonly slug: string; readonly name: string; readonly family: { readonly slug: string; readonly name: string } };
    }[];
  };
}

const EVALUATED = '{ leaderboard(first: 100) { nodes { model { slug name family { slug name } } } } }';

interface Members {
  readonly models: { readonly nodes: readonly { readonly slug: string; readonly name: string; readonly blockCount: number }[] };
}

const MEMBERS = 'query($family: String!) { models(first: 100, filter: { family: $family }) { nodes { slug name blockCount } } }';

interface Profile {
  readonly compareModels: { readonly lane: string };
  readonly layerScoreAggregates: readonly {
    readonly lane: string;
    readonly family: string;
    readonly relativeDepth: { readonly low: number };
    readonly distribution: { readonly mean: number };
  }[];
}

const PROFILE = `query($slugs: [String!]!, $members: [String!]!, $binCount: Int!) {
  compareModels(slugs: $slugs, metric: BLOCK_INFLUENCE) { lane }
  layerScoreAggregates(groupBy: [FAMILY, RELATIVE_DEPTH], binCount: $binCount, filter: { models: $members, canonical: true, metrics: [BLOCK_INFLUENCE] }) {
    lane family relativeDepth { low } distribution { mean } } }`;

interface Overview {
  readonly leaderboard: {
    readonly lane: string;
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly pruning: {
        readonly efficiencies: {
          readonly nodes: readonly {
            readonly measuredAlone: boolean;
            readonly comparedWithDense: { readonly prefillSpeedup: number | null } | null;
          }[];
        };
      };
      readonly model: {
        readonly slug: string;
        readonly parameterCount: number;
        readonly evaluations: {
          readonly nodes: readonly {
            readonly lane: string;
            readonly value: number;
            readonly standardError: number | null;
            readonly benchmark: { readonly name: string; readonly kind: string };
          }[];
        };
      };
    }[];
  };
}

const OVERVIEW = `query($slugs: [String!]!) { leaderboard(filter: { models: $slugs }) { lane nodes {
  averageRetention pruning { efficiencies(first: 100) { nodes { measuredAlone comparedWithDense { prefillSpeedup } } } }
  model { slug parameterCount evaluations(first: 100, filter: { dense: true, metrics: ["acc"] }) {
    nodes { lane value standardError benchmark { name kind } } } } } } }`;

interface Levels {
  readonly leaderboard: {
    readonly benchmarks: readonly string[];
    readonly nodes: readonly {
      readonly cells: readonly { readonly benchmark: string; readonly denseValue: number | null; readonly retention: number | null }[];
      readonly model: { readonly name: string };
    }[];
  };
  readonly benchmarks: { readonly nodes: readonly { readonly name: string; readonly chance: number | null }[] };
}

const LEVELS = `query($slugs: [String!]!) {
  leaderboard(filter: { models: $slugs }) { benchmarks nodes { cells { benchmark denseValue retention } model { name } } }
  benchmarks(first: 100, filter: { kind: MULTIPLE_CHOICE }, orderBy: [{ field: CREATED_AT, direction: ASC }]) { nodes { name chance } } }`;

/** Comparison of models and families: numbers, choices, incomparable values, and permalinks. */
export async function checkCompare(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { leaderboard } = await stack.query<Board>(MODELS);
  const [first, second] = leaderboard.nodes.map(({ model }) => model);
  assert.ok(first && second, 'two evaluated models are needed');
  const address = `${stack.webUrl}/compare?models=${first.slug},${second.slug}`;

  await checks.check('an empty comparison says how to begin, and models are added by search', async () => {
    await page.goto(`${stack.webUrl}/compare`);
    await page.getByRole('heading', { name: 'Nothing is compared yet' }).waitFor();
    for (const model of [first, second]) {
      await page.getByRole('button', { name: 'Add a model or family' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add a model or family' });
      await dialog.getByLabel('Name or family').fill(model.name);
      await dialog
        .getByRole('list', { name: 'Models' })
        .getByRole('button', { name: new RegExp(`^${model.name} (?!\\()`) })
        .click();
      await page.locator(`[data-entry="model:${model.slug}"]`).waitFor();
      await page.keyboard.press('Escape');
    }
    await page.waitForURL(new RegExp(`models=${first.slug},${second.slug}`));
  });

  await checks.check('it leads with quality, retention and speed of each model, as the API has them', async () => {
    const { leaderboard } = await stack.query<Overview>(OVERVIEW, { slugs: [first.slug, second.slug] });
    const accuracies = leaderboard.nodes.map(({ model }) =>
      model.evaluations.nodes.filter(({ lane, benchmark }) => lane === leaderboard.lane && benchmark.kind === 'MULTIPLE_CHOICE'),
    );
    const isShared = (name: string) => accuracies.every((own) => own.some(({ benchmark }) => benchmark.name === name));
    await page.goto(address);
    await page.locator('tr[data-overview]').nth(1).waitFor();
    const headings = await page.locator('main h2').evaluateAll((found) => found.map(({ id }) => id));
    assert.deepEqual(
      headings.filter((id) => SECTIONS.includes(id)),
      SECTIONS,
    );
    for (const [place, { model, averageRetention, pruning }] of leaderboard.nodes.entries()) {
      const row = page.locator(`tr[data-overview="${model.slug}"]`);
      const read = (column: string) => row.locator(`[data-column="${column}"]`).getAttribute('data-value');
      const shared = accuracies[place]?.filter(({ benchmark }) => isShared(benchmark.name)) ?? [];
      assert.ok(shared.length > 0, `${model.slug} needs a benchmark that both have`);
      const mean = shared.reduce((sum, { value }) => sum + value, 0) / shared.length;
      const error = Math.sqrt(shared.reduce((sum, { standardError }) => sum + (standardError ?? Number.NaN) ** 2, 0)) / shared.length;
      assert.equal(await read('parameters'), String(model.parameterCount));
      assert.ok(Math.abs(Number(await read('dense')) - mean) < 1e-9, `${await read('dense')} is shown, ${mean} is true`);
      const dense = (await row.locator('[data-column="dense"]').textContent()) ?? '';
      assert.ok(dense.endsWith(`± ${error.toFixed(3)}`), `${dense} is shown, ${error} is the standard error`);
      assert.equal(await read('retention'), String(averageRetention ?? ''));
      const speeds = pruning.efficiencies.nodes.flatMap(({ measuredAlone, comparedWithDense }) =>
        measuredAlone && comparedWithDense ? [String(comparedWithDense.prefillSpeedup ?? '')] : [],
      );
      const prefill = (await read('prefill')) ?? '';
      assert.ok(speeds.length === 0 ? prefill === '' : speeds.includes(prefill), `${prefill} is shown, measured are ${speeds}`);
      if (speeds.length === 0) assert.equal(await row.locator('[data-column="prefill"]').textContent(), 'not measured');
    }
  });

  await checks.check('retention as measured shows what guessing keeps of each model, and above chance a line at 0', async () => {
    const { leaderboard, benchmarks } = await stack.query<Levels>(LEVELS, { slugs: [first.slug, second.slug] });
    const chances = new Map(benchmarks.nodes.map(({ name, chance }) => [name, chance]));
    const levels = leaderboard.nodes.flatMap(({ cells, model }) =>
      cells.flatMap(({ benchmark, denseValue, retention }) => {
        const chance = chances.get(benchmark);
        const isDrawn = leaderboard.benchmarks.includes(benchmark) && retention !== null;
        return isDrawn && chance && denseValue ? [`${benchmark}, ${model.name}: ${(chance / denseValue).toFixed(9)}`] : [];
      }),
    );
    assert.ok(levels.length > 0, 'a benchmark with a chance level is needed');
    const chart = page.locator('[data-chart="retention"]');
    await page.goto(address);
    await chart.locator('[data-drawn="true"] [data-guessing]').first().waitFor({ state: 'attached' });
    await page.goto(`${address}&view-retention=table`);
    await chart.locator('tbody tr').first().waitFor();
    const shown = await chart
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map(({ children }) => [0, 1, 5].map((place) => children[place]?.getAttribute('data-value') ?? '')));
    const written = shown.flatMap(([benchmark, model, level]) =>
      benchmark === 'average' || !level ? [] : [`${benchmark}, ${model}: ${Number(level).toFixed(9)}`],
    );
    assert.deepEqual(written.sort(), levels.sort());
    await page.goto(`${address}&chance=subtracted`);
    await chart.locator('[data-drawn="true"] [data-line="0"]').waitFor({ state: 'attached' });
    assert.equal(await chart.locator('[data-guessing]').count(), 0);
  });

  await checks.check('influence, agreement and overlap equal the API', async () => {
    const { compareModels } = await stack.query<Compared>(COMPARED, { slugs: [first.slug, second.slug], metric: 'BLOCK_INFLUENCE' });
    await page.goto(`${address}&view-influence=table&view-agreement=table&view-overlap=table`);
    const values = await listValues(page, 'influence', 3);
    assert.deepEqual(
      values,
      compareModels.models.flatMap(({ points }) => points.map(({ mean }) => String(mean))),
    );
    assert.equal((await listValues(page, 'agreement', 3))[1], String(compareModels.agreements[0]?.spearman ?? ''));
    assert.equal((await listValues(page, 'overlap', 3))[1], String(compareModels.agreements[0]?.jaccardLowest ?? ''));
  });

  for (const [metric, name] of HALVES)
    await checks.check(`${name} is chosen like the other metrics, and equals the API`, async () => {
      const { compareModels } = await stack.query<Compared>(COMPARED, { slugs: [first.slug, second.slug], metric });
      await page.goto(`${address}&view-influence=table`);
      await page.getByLabel('Metric', { exact: true }).selectOption({ label: name });
      await page.getByRole('heading', { name: `${name} by relative depth` }).waitFor();
      assert.deepEqual(
        await listValues(page, 'influence', 3),
        compareModels.models.flatMap(({ points }) => points.map(({ mean }) => String(mean))),
      );
    });

  await checks.check('the curve of a family is the family’s profile of the API', () => compareFamilies(page, stack));

  await checks.check('the allowed loss is chosen here too, and the answer is that of the API', async () => {
    await page.goto(address);
    await page.getByLabel('Lose at most').selectOption(String(LARGE_LOSS));
    await page.waitForURL(/loss=0\.2/);
    await compareAnswer(page, stack, { model: first.slug, loss: LARGE_LOSS });
    await page.getByLabel('Of the model').selectOption(second.slug);
    await page.waitForURL((url) => url.searchParams.get('of') === second.slug);
    await compareAnswer(page, stack, { model: second.slug, loss: LARGE_LOSS });
  });

  await checks.check('the chart is drawn, and saved as SVG and PNG in the colours shown', async () => {
    await page.goto(address);
    const chart = page.locator('[data-chart="influence"]');
    await chart.locator('[data-drawn="true"] svg').waitFor();
    const svg = await downloadText(page, chart, 'SVG');
    assert.match(svg, /^<svg [^>]*viewBox/);
    assert.ok(svg.includes(first.name) && !svg.includes('var(--'), 'the file needs no style sheet');
    await chart.getByRole('button', { name: 'Export', exact: true }).click();
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(':popover-open').getByRole('button', { name: 'PNG' }).click(),
    ]);
    assert.equal(png.suggestedFilename(), 'influence.png');
    await page.keyboard.press('Escape');
  });

  await checks.check('a chart shown as a table is exported as a table', async () => {
    const chart = page.locator('[data-chart="influence"]');
    await chart.getByRole('button', { name: 'As table' }).click();
    const { rows } = JSON.parse(await downloadText(page, chart, 'JSON')) as { readonly rows: readonly object[] };
    assert.equal(rows.length, await chart.locator('tbody tr').count());
    assert.match(await downloadText(page, chart, 'LaTeX'), /\\toprule[\s\S]*\\caption\{/);
    await chart.getByRole('button', { name: 'Export', exact: true }).click();
    assert.equal(await page.locator(':popover-open').getByRole('button', { name: 'SVG' }).count(), 0);
    await page.keyboard.press('Escape');
  });

  await checks.check('differences are those of compareRetentions, against the model chosen', async () => {
    await page.goto(`${address}&baseline=${second.slug}`);
    const reply = await stack.query<{
      readonly compareRetentions: { readonly differences: readonly { readonly benchmark: string | null; readonly difference: number }[] };
    }>('query($a: String!, $b: String!) { compareRetentions(baseline: $a, slugs: [$b]) { differences { benchmark difference } } }', {
      a: second.slug,
      b: first.slug,
    });
    for (const { benchmark, difference } of reply.compareRetentions.differences) {
      const cell = page.locator(`tr[data-benchmark="${benchmark ?? 'average'}"] td[data-column="difference model:${first.slug}"]`);
      assert.equal(await cell.getAttribute('data-value'), String(difference), benchmark ?? 'average');
    }
    assert.ok(reply.compareRetentions.differences.length > 0);
  });

  await checks.check('a family stands for its models, and settings survive a reload', async () => {
    await page.goto(`${stack.webUrl}/compare?models=${first.slug}&families=${second.family.slug}&removed=0.125&metric=relative-magnitude`);
    await page.locator(`[data-entry="family:${second.family.slug}"]`).waitFor();
    assert.equal(await page.getByRole('button', { name: '12.5 %' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('heading', { name: /^Relative magnitude by/ }).waitFor();
  });

  await checks.check('what is not registered is said, and one model alone is no comparison', async () => {
    await page.goto(`${stack.webUrl}/compare?models=${first.slug},no-such-model`);
    await page.getByText('no-such-model').waitFor();
    await page.getByRole('heading', { name: 'One model alone' }).waitFor();
  });

  await checks.check('a model that cannot be set beside the others is named, and a link goes on without it', async () => {
    await stack.write('mutation($input: RegisterModelInput!) { registerModel(input: $input) { model { slug } } }', {
      input: { slug: 'never-scored', name: 'Never scored', facts: { blockCount: 2, hiddenSize: 8, parameterCount: 100 } },
    });
    await page.goto(`${address},never-scored`);
    const notice = page.getByRole('alert').filter({ hasText: 'Not comparable because' });
    await notice.getByText('never-scored').first().waitFor();
    await notice.getByRole('link', { name: 'Never scored' }).click();
    await page.waitForURL((url) => url.searchParams.get('models') === `${first.slug},${second.slug}`);
    await page.locator('[data-chart="influence"] [data-drawn="true"] svg').waitFor();
  });

  await checks.check('somebody who is signed in saves a comparison by the form', async () => {
    const context = await browser.newContext();
    const own = await context.newPage();
    await signIn(own, stack);
    await own.goto(address);
    await own.getByRole('button', { name: 'Save as a permalink' }).click();
    await own.getByLabel('Title').fill('Two of them, side by side');
    await own.getByRole('button', { name: 'Save', exact: true }).click();
    await own.waitForURL(/\/compare\/[^?]+$/);
    await own.getByRole('heading', { level: 1, name: 'Two of them, side by side' }).waitFor();
    const slug = new URL(own.url()).pathname.split('/').at(-1);
    const saved = await stack.query<{ readonly comparison: { readonly title: string } | null }>(
      'query($slug: String!) { comparison(slug: $slug) { title } }',
      { slug },
    );
    assert.equal(saved.comparison?.title, 'Two of them, side by side');
    await context.close();
  });

  await checks.check('a saved comparison has an address of its own; without a token the page says how to get there', async () => {
    await page.goto(address);
    await page.getByRole('button', { name: 'Save as a permalink' }).click();
    const link = page.getByRole('link', { name: 'Sign in with yours' });
    assert.match((await link.getAttribute('href')) ?? '', /^\/sign-in\?next=%2Fcompare/);
    const { saveComparison } = await stack.write<{ readonly saveComparison: { readonly comparison: { readonly slug: string } } }>(
      'mutation($input: SaveComparisonInput!) { saveComparison(input: $input) { comparison { slug } } }',
      { input: { title: '<img src=x onerror=alert(1)>', slugs: [first.slug, second.slug], metric: 'BLOCK_INFLUENCE' } },
    );
    page.on('dialog', () => assert.fail('a title ran as a script'));
    await page.goto(`${stack.webUrl}/compare/${saveComparison.comparison.slug}`);
    await page.getByRole('heading', { level: 1, name: '<img src=x onerror=alert(1)>' }).waitFor();
    await page.locator('[data-chart="influence"] [data-drawn="true"] svg').waitFor();
  });
  await page.close();
}

/**
 * Two families, each beside a model of the other. With as many ranges as a model has layers, a range holds one layer, so the API's means are exact for
 * families of one layer count; for others the first and the last of many ranges are.
 */
async function compareFamilies(page: Page, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Evaluated>(EVALUATED);
  const [one] = leaderboard.nodes.map(({ model }) => model);
  const two = leaderboard.nodes.map(({ model }) => model).find(({ family }) => family.slug !== one?.family.slug);
  assert.ok(one && two, 'models of two families are needed');
  let exact = 0;
  for (const [{ family }, beside] of [
    [one, two],
    [two, one],
  ] as const) {
    await page.goto(`${stack.webUrl}/compare?models=${beside.slug}&families=${family.slug}&view-influence=table`);
    const rows = page.locator('[data-chart="influence"] tbody tr');
    await rows.first().waitFor();
    const shown = await rows.evaluateAll((found) =>
      found.map(({ children }) => [0, 1, 2].map((place) => children[place]?.getAttribute('data-value') ?? '')),
    );
    const names = new Set(shown.map(([name]) => name));
    const { models } = await stack.query<Members>(MEMBERS, { family: family.slug });
    const members = models.nodes.filter(({ name }) => names.has(`${name} (of ${family.name} (family))`));
    const counts = [...new Set(members.map(({ blockCount }) => blockCount))];
    const slugs = members.map(({ slug }) => slug);
    const binCount = counts.length === 1 ? Number(counts[0]) : MANY_BINS;
    const profile = await stack.query<Profile>(PROFILE, { slugs: [beside.slug, ...slugs], members: slugs, binCount });
    const means = profile.layerScoreAggregates
      .filter(({ lane, family: name }) => lane === profile.compareModels.lane && name === family.slug)
      .toSorted((a, b) => a.relativeDepth.low - b.relativeDepth.low)
      .map(({ distribution }) => distribution.mean);
    const curve = shown.filter(([name]) => name === `${family.name} (family)`).map(([, , value]) => Number(value));
    assert.equal(curve.length, Math.min(...counts), `points of ${family.slug}`);
    const pairs =
      counts.length === 1 ? curve.map((value, place) => [value, means[place]]) : [0, -1].map((place) => [curve.at(place), means.at(place)]);
    for (const [value = Number.NaN, mean = Number.NaN] of pairs)
      assert.ok(Math.abs(value - mean) < 1e-9, `${family.slug}: ${value} is shown, ${mean} is the API's`);
    if (counts.length === 1) exact += 1;
  }
  assert.ok(exact > 0, 'a family whose models have one number of layers is needed');
}

async function listValues(page: Page, chart: string, column: number): Promise<(string | null)[]> {
  const cells = page.locator(`[data-chart="${chart}"] tbody td:nth-child(${column})`);
  await cells.first().waitFor();
  return cells.evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value')));
}
