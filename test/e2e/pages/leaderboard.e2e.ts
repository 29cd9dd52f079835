import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import { goBack } from '../go-back.ts';
import type { Stack } from '../start-stack.ts';

interface Board {
  readonly leaderboard: {
    readonly benchmarks: readonly string[];
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly perplexityRatio: number | null;
      readonly equalBytes: { readonly precision: string; readonly retention: number } | null;
      readonly model: { readonly slug: string; readonly name: string; readonly blockCount: number };
      readonly cells: readonly { readonly benchmark: string; readonly retention: number | null }[];
    }[];
  };
}

const BOARD = `query($strategy: Strategy, $ratio: Float!) {
  leaderboard(first: 100, strategy: $strategy, removedRatio: $ratio) {
    benchmarks
    nodes { averageRetention perplexityRatio equalBytes { precision retention } model { slug name blockCount } cells { benchmark retention } }
  }
}`;

interface FilterRow {
  readonly tieGroup: number | null;
  readonly cells: readonly { readonly benchmark: string; readonly retention: number | null }[];
  readonly model: {
    readonly slug: string;
    readonly blockCount: number;
    readonly parameterCount: number;
    readonly precision: string;
    readonly normPlacement: string;
    readonly family: { readonly slug: string };
  };
}

interface FilterFacts {
  readonly leaderboard: { readonly benchmarks: readonly string[]; readonly nodes: readonly FilterRow[] };
}

interface Medians {
  readonly leaderboard: {
    readonly nodes: readonly { readonly averageRetention: number | null; readonly model: { readonly family: { readonly name: string } } }[];
  };
}

const DIGITS = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

const FILTER_FACTS = `{
  leaderboard(first: 100) {
    benchmarks
    nodes { tieGroup cells { benchmark retention } model { slug blockCount parameterCount precision normPlacement family { slug } } }
  }
}`;

/** Natural order: model-8 before model-12. */
const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' });

/** Numbers, sorting, searching and the URL of the first page. */
export async function checkLeaderboard(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  await page.goto(stack.webUrl);

  await checks.check('every retention and perplexity ratio equals the API', () => compareBoard(page, stack, 'BLOCK_INFLUENCE', 0.25));

  await checks.check('strategy and removed ratio go into the URL and change the numbers', async () => {
    await page.getByLabel('Chosen by').selectOption('reverse');
    await page.getByRole('button', { name: '12.5 %' }).click();
    await page.waitForURL(/strategy=reverse.*removed=0.125|removed=0.125.*strategy=reverse/);
    await compareBoard(page, stack, 'REVERSE', 0.125);
  });

  await checks.check('units and repair go into the URL, which brings them back, and show the rows of that lane', async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('combobox', { name: 'Repair' }).selectOption({ label: 'Any repair' });
    await page.waitForURL(/treatment=repaired/);
    await page.getByRole('combobox', { name: 'Units' }).selectOption({ label: 'Attentions' });
    await page.waitForURL(/units=attention/);
    await page.reload();
    assert.equal(await page.getByRole('combobox', { name: 'Repair' }).inputValue(), 'repaired');
    assert.equal(await page.getByRole('combobox', { name: 'Units' }).inputValue(), 'attention');
    const { leaderboard } = await stack.query<{ leaderboard: { nodes: readonly object[] } }>(
      '{ leaderboard(first: 100, strategy: BLOCK_INFLUENCE, units: [ATTENTION], pruningLane: REPAIRED) { nodes { model { slug } } } }',
      {},
    );
    await waitFor('the rows of this lane', async () => (await page.locator('tr[data-model]').count()) === leaderboard.nodes.length);
  });

  await checks.check('a column head sorts, says so, turns round, and with Shift adds a column', async () => {
    await page.goto(stack.webUrl);
    for (const [clicks, direction] of [
      [1, 'ascending'],
      [2, 'descending'],
    ] as const) {
      await page.getByRole('button', { name: 'Model', exact: true }).click();
      await page.locator(`th[aria-sort="${direction}"]`, { hasText: 'Model' }).waitFor();
      const names = await page.locator('tr[data-model] th a').allInnerTexts();
      const sorted = names.toSorted(byName);
      assert.deepEqual(names, clicks === 1 ? sorted : sorted.toReversed());
    }
    await page.locator('[data-head="blocks"] button').click({ modifiers: ['Shift'] });
    await page.waitForURL(/sort=-model,-blocks/);
    assert.equal(await page.locator('th[aria-sort]').count(), 2);
  });

  await checks.check('the URL alone brings sort, search, columns and grouping back', async () => {
    await page.goto(
      `${stack.webUrl}/?sort=perplexity&q=lamina&removed=0.375&columns=rank,model,perplexity,precision&pinned=model&group=precision`,
    );
    await page.locator('th[aria-sort="ascending"]', { hasText: 'Perplexity' }).waitFor();
    assert.equal(await page.getByLabel('Find a model').inputValue(), 'lamina');
    assert.equal(await page.getByRole('button', { name: '37.5 %' }).getAttribute('aria-pressed'), 'true');
    const heads = await page.locator('thead tr:last-child th').evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-head')));
    assert.deepEqual(heads, ['model', 'rank', 'perplexity', 'precision']);
    assert.ok((await page.locator('tr[data-group]').count()) > 0);
    const ratios = await listValues(page, 'perplexity');
    assert.deepEqual(
      ratios,
      ratios.toSorted((a, b) => a - b),
    );
  });

  await checks.check('columns are chosen, moved and pinned by keyboard alone, and back undoes it', async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('button', { name: 'Columns' }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: 'Columns' });
    await menu.getByRole('checkbox', { name: 'Precision' }).focus();
    await page.keyboard.press('Space');
    await page.locator('[data-head="precision"]').waitFor();
    await menu.getByRole('button', { name: 'Pin Family' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/pinned=rank,model,family/);
    await menu.getByRole('button', { name: 'Move Perplexity earlier' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/columns=rank,model,perplexity,average/);
    await page.keyboard.press('Escape');
    assert.ok(!(await menu.isVisible()));
    await goBack(page);
    await page.waitForURL((url) => !/perplexity,average/.test(url.search));
  });

  await checks.check('filters narrow the rows, stand in the URL as chips, and are taken off', async () => {
    await page.goto(stack.webUrl);
    const all = await page.locator('tr[data-model]').count();
    await page.getByRole('search').getByRole('button', { name: 'Family' }).click();
    await page.getByRole('dialog', { name: 'Family' }).getByRole('checkbox').first().check();
    await page.waitForURL(/family=/);
    const url = page.url();
    const shown = await page.locator('tr[data-model]').count();
    assert.ok(shown > 0 && shown < all, `${shown} of ${all}`);
    await page.goto(url);
    assert.equal(await page.locator('tr[data-model]').count(), shown);
    await page.getByRole('button', { name: /^Family: .*take off/ }).click();
    await page.waitForFunction((count) => document.querySelectorAll('tr[data-model]').length === count, all);
  });

  await checks.check('every filter lets through the rows that the API’s facts say', async () => {
    const { leaderboard } = await stack.query<FilterFacts>(FILTER_FACTS);
    const [some] = leaderboard.nodes;
    assert.ok(some);
    const { model } = some;
    const isComplete = ({ cells }: FilterRow) =>
      leaderboard.benchmarks.every((name) => cells.some(({ benchmark, retention }) => benchmark === name && retention !== null));
    const filters: readonly (readonly [search: string, keeps: (row: FilterRow) => boolean])[] = [
      [`family=${model.family.slug}`, (row) => row.model.family.slug === model.family.slug],
      [`precision=${model.precision}`, (row) => row.model.precision === model.precision],
      [`norm=${model.normPlacement.toLowerCase()}`, (row) => row.model.normPlacement === model.normPlacement],
      [`minParameters=${model.parameterCount}`, (row) => row.model.parameterCount >= model.parameterCount],
      [`maxParameters=${model.parameterCount - 1}`, (row) => row.model.parameterCount < model.parameterCount],
      [`minBlocks=${model.blockCount}&maxBlocks=${model.blockCount}`, (row) => row.model.blockCount === model.blockCount],
      ['measured=complete', isComplete],
      ['measured=partial', (row) => !isComplete(row)],
      [`q=${model.slug}`, (row) => row.model.slug.includes(model.slug)],
    ];
    for (const [search, keeps] of filters) {
      await page.goto(`${stack.webUrl}/?${search}`);
      const shown = await page.locator('tr[data-model]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-model')));
      assert.deepEqual(
        shown.toSorted(),
        leaderboard.nodes
          .filter(keeps)
          .map((row) => row.model.slug)
          .toSorted(),
        search,
      );
    }
  });

  await checks.check('ties hang on brackets, and families stand together and fold', async () => {
    const { leaderboard } = await stack.query<FilterFacts>(FILTER_FACTS);
    await page.goto(stack.webUrl);
    const order = await page.locator('tr[data-model]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-model')));
    const groups = order.map((slug) => leaderboard.nodes.find(({ model }) => model.slug === slug)?.tieGroup ?? null);
    const tied = groups.map((group, index) => group !== null && (group === groups[index - 1] || group === groups[index + 1]));
    const drawn = await page
      .locator('tr[data-model]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('[data-column="rank"] [data-tie]') !== null));
    assert.deepEqual(drawn, tied);

    await page.goto(`${stack.webUrl}/?group=family`);
    const families = new Set(leaderboard.nodes.map(({ model }) => model.family.slug));
    assert.equal(await page.locator('tr[data-group]').count(), families.size);
    await compareMedians(page, stack);
    await page.locator('tr[data-group] button').first().click();
    await page.waitForURL(/folded=/);
    assert.ok((await page.locator('tr[data-model]').count()) < leaderboard.nodes.length);
  });

  await checks.check('exports hold what is shown, in full precision', async () => {
    await page.goto(`${stack.webUrl}/?sort=model`);
    const { leaderboard } = await stack.query<Board>(BOARD, { strategy: 'BLOCK_INFLUENCE', ratio: 0.25 });
    const rows = new Map(leaderboard.nodes.map((row) => [row.model.name, row]));
    const json = JSON.parse(await downloadText(page, page.locator('body'), 'JSON')) as {
      readonly rows: readonly Record<string, unknown>[];
    };
    assert.deepEqual(
      json.rows.map((row) => [row.model, row.average, row.perplexity]),
      [...rows.keys()].sort(byName).map((name) => [name, rows.get(name)?.averageRetention, rows.get(name)?.perplexityRatio]),
    );
    const [head, ...lines] = (await downloadText(page, page.locator('body'), 'CSV')).trimEnd().split('\r\n');
    assert.equal(lines.length, leaderboard.nodes.length);
    const average = head?.split(',').indexOf('average') ?? -1;
    assert.deepEqual(
      lines.map((line) => line.split(',')[average]),
      json.rows.map((row) => String(row.average ?? '')),
    );
    // The column of the baseline of equal bytes is hidden, and its numbers stand beside the average.
    assert.deepEqual(
      json.rows.map((row) => [row.model, row.equal_bytes_precision, row.equal_bytes_retention]),
      [...rows.keys()].sort(byName).map((name) => {
        const form = rows.get(name)?.equalBytes;
        return [name, form?.precision ?? null, form?.retention ?? null];
      }),
    );
    const latex = await downloadText(page, page.locator('body'), 'LaTeX');
    assert.match(latex, /\\toprule[\s\S]*\\bottomrule[\s\S]*\\caption\{.*Lamina\.\}/);
    // An address of this machine cannot be cited.
    assert.doesNotMatch(latex, /localhost/);
    assert.match(await downloadText(page, page.locator('body'), 'BibTeX'), /@misc\{[\s\S]*arXiv:2403\.03853/);
  });

  await checks.check('the query shown gives the numbers shown', async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('button', { name: 'Show query' }).first().click();
    const link = await page.getByRole('link', { name: 'Open GraphiQL' }).getAttribute('href');
    assert.equal(link, stack.apiUrl);
    await page.getByRole('button', { name: 'curl' }).click();
    assert.match((await page.locator('[data-language="curl"]').textContent()) ?? '', /^curl 'http/);
    await page.keyboard.press('Escape');
  });

  await checks.check('a definition is shown to who points at a head and to who tabs to it', async () => {
    const tip = page.getByRole('tooltip', { name: /block influence \(1 − mean cosine/ });
    await page.locator('[data-head="low_influence"] button').hover();
    await page.getByText(/Share of the model's blocks whose block influence/).waitFor();
    await page.mouse.move(0, 0);
    await page.locator('[data-head="low_influence"] button').focus();
    await page.getByText(/Share of the model's blocks whose block influence/).waitFor();
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
  });

  await checks.check('back undoes the last sort', async () => {
    await page.goto(stack.webUrl);
    await page.locator('[data-head="blocks"] button').click();
    await page.waitForURL(/sort=-blocks/);
    await goBack(page);
    await page.locator('th[aria-sort="ascending"]', { hasText: 'Rank' }).waitFor();
  });

  await checks.check('a search without a match says so', async () => {
    await page.getByLabel('Find a model').fill('no such model');
    await page.getByText('No model matches').waitFor();
  });
  await page.close();

  await checkLanes(checks, browser, stack);

  await checks.check('numbers are written in the reader’s language from the first byte, and files in none', async () => {
    const context = await browser.newContext({ locale: 'de-DE' });
    const german = await context.newPage();
    const errors: string[] = [];
    german.on('pageerror', (error) => errors.push(error.message));
    german.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    const answer = await german.goto(stack.webUrl);
    const { leaderboard } = await stack.query<Board>(BOARD, { strategy: 'BLOCK_INFLUENCE', ratio: 0.25 });
    const row = leaderboard.nodes.find(({ averageRetention }) => averageRetention !== null);
    const written = row?.averageRetention?.toFixed(3).replace('.', ',') ?? '';
    assert.ok((await answer?.text())?.includes(written), `${written} is not in the markup`);
    const cell = german.locator(`tr[data-model="${row?.model.slug}"] td[data-column="average"]`);
    await waitFor('the scripts of the page', () => german.evaluate(() => document.readyState === 'complete'));
    assert.ok((await cell.textContent())?.startsWith(written));
    const csv = await downloadText(german, german.locator('main'), 'CSV');
    assert.ok(csv.includes(String(row?.averageRetention)));
    assert.deepEqual(errors, []);
    await context.close();
  });
}

interface Prunings {
  readonly prunings: { readonly nodes: readonly { readonly id: string }[] };
}

const PRUNINGS =
  '{ prunings(first: 1, filter: { models: ["lamina-llama-8"], strategy: BLOCK_INFLUENCE, removedCount: { gte: 2, lte: 2 } }) { nodes { id } } }';

const WITHOUT_BOS = `mutation($prunings: [ID!]!) {
  submitEvaluation(input: {
    model: "lamina-llama-8", prunings: $prunings, benchmarks: ["word-copy"], bos: NEVER, idempotencyKey: "e2e without a beginning of text"
  }) { job { id } }
}`;

interface Lanes {
  readonly leaderboard: { readonly lane: string; readonly lanes: readonly string[]; readonly totalCount: number };
}

/** With the page's own strategy: the API's default is the best strategy of each model. */
const LANES = 'query($lane: String) { leaderboard(first: 100, lane: $lane, strategy: BLOCK_INFLUENCE) { lane lanes totalCount } }';

/** Asked without a token that begins the text, a model stands in a lane of its own. */
async function checkLanes(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  await checks.check('a lane is chosen, stands in the URL, and shows its rows alone', async () => {
    const { prunings } = await stack.query<Prunings>(PRUNINGS);
    await stack.write(WITHOUT_BOS, { prunings: prunings.nodes.map(({ id }) => id) });
    const isWithoutBos = (lane: string) => lane.includes('bos never');
    const lane = await waitFor('a second lane', async () => (await stack.query<Lanes>(LANES)).leaderboard.lanes.find(isWithoutBos));
    const { leaderboard } = await stack.query<Lanes>(LANES);
    assert.ok(!isWithoutBos(leaderboard.lane) && leaderboard.totalCount > 1, `${leaderboard.totalCount} rows in ${leaderboard.lane}`);
    const page = await browser.newPage();
    await page.goto(`${stack.webUrl}/`);
    await page.getByRole('combobox', { name: 'Protocol' }).selectOption(lane);
    await page.waitForURL((url) => url.searchParams.get('lane') === lane);
    await page.getByText(/^1 model/).waitFor();
    await page.reload();
    assert.equal(await page.getByRole('combobox', { name: 'Protocol' }).inputValue(), lane);
    assert.deepEqual(await page.locator('tr[data-model]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-model'))), [
      'lamina-llama-8',
    ]);
    await page.getByRole('combobox', { name: 'Protocol' }).selectOption(leaderboard.lane);
    // Other models are still being measured, and each adds a row.
    await waitFor('all rows of the first lane', async () => {
      const { leaderboard: now } = await stack.query<Lanes>(LANES, { lane: leaderboard.lane });
      return page
        .getByText(new RegExp(`^${now.totalCount} models?\\b`))
        .first()
        .isVisible();
    });
    await page.close();
  });
}

async function compareBoard(page: Page, stack: Stack, strategy: string, ratio: number): Promise<void> {
  const { leaderboard } = await stack.query<Board>(BOARD, { strategy, ratio });
  assert.ok(leaderboard.nodes.length > 0, 'the API has no rows');
  const wanted = leaderboard.nodes.map(({ averageRetention }) => String(averageRetention ?? ''));
  await waitFor('the page to show these settings', async () => {
    const cells = page.locator('tr[data-model] td[data-column="average"]');
    const shown = await cells.evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value') ?? ''));
    return shown.toSorted().join() === wanted.toSorted().join();
  });
  assert.equal(await page.locator('tr[data-model]').count(), leaderboard.nodes.length);
  for (const row of leaderboard.nodes) {
    const cells = page.locator(`tr[data-model="${row.model.slug}"]`);
    const expected = new Map(row.cells.map((cell) => [cell.benchmark, cell.retention]));
    for (const [column, value] of [
      ['average', row.averageRetention],
      ['perplexity', row.perplexityRatio],
      ...leaderboard.benchmarks.map((name) => [name, expected.get(name) ?? null] as const),
    ] as const) {
      const cell = cells.locator(`td[data-column="${column}"]`);
      assert.equal(await cell.getAttribute('data-value'), String(value ?? ''), `${row.model.slug} ${column}`);
      const digits = column === 'perplexity' ? 2 : 3;
      const text = (await cell.textContent()) ?? '';
      // Rounds as decimals: 0.8875 rounds up; toFixed rounds the nearest binary fraction.
      const format = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
      assert.ok(text.startsWith(value === null ? '–' : format.format(value)), `${row.model.slug} ${column} reads ${text}`);
    }
  }
}

/** The head of each family shows the median of its rows' averages, and how many rows have one where some have none. */
async function compareMedians(page: Page, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Medians>(
    '{ leaderboard(first: 100, strategy: BLOCK_INFLUENCE, removedRatio: 0.25) { nodes { averageRetention model { family { name } } } } }',
  );
  for (const [name, rows] of Map.groupBy(leaderboard.nodes, ({ model }) => model.family.name)) {
    const values = rows.map(({ averageRetention }) => averageRetention).filter((value) => value !== null);
    const sorted = values.toSorted((a, b) => a - b);
    const [low, high] = [sorted.at((sorted.length - 1) / 2), sorted.at(sorted.length / 2)];
    const median = low === undefined || high === undefined ? '–' : DIGITS.format((low + high) / 2);
    const words = values.length === rows.length ? 'median' : `median of ${values.length}`;
    assert.equal(await page.locator(`tr[data-group="${name}"] [data-aggregate="average"]`).textContent(), `${median}${words}`, name);
  }
}

async function listValues(page: Page, column: string): Promise<number[]> {
  const cells = await page.locator(`tr[data-model] td[data-column="${column}"]`).all();
  return Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('data-value'))));
}
