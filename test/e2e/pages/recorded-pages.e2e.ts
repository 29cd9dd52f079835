import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { checkLookOf } from '../check-look-of.ts';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { checkCharts } from './charts.e2e.ts';
import { checkNumbersOfModel } from './model-numbers.e2e.ts';
import { checkNumbersElsewhere } from './numbers-elsewhere.e2e.ts';
import { checkOneTruth } from './one-truth.e2e.ts';
import { checkSpeeds } from './speeds.e2e.ts';

interface Row {
  readonly recording: { readonly version: string } | null;
  readonly model: { readonly slug: string; readonly family: { readonly slug: string } };
}

interface Boards {
  readonly whole: { readonly lane: string; readonly benchmarks: readonly string[]; readonly nodes: readonly Row[] };
  readonly bundled: { readonly lane: string; readonly nodes: readonly Row[] };
}

interface RepairedBoard {
  readonly leaderboard: { readonly calibration: string | null; readonly repairSettings: readonly { readonly setting: string | null }[] };
}

const REPAIRED = '{ leaderboard(pruningLane: REPAIRED, repair: LINEAR) { calibration repairSettings { setting } } }';
const BUNDLED = 'lamina-llama-8';
const BOARDS = `query($bundled: [String!]) {
  whole: leaderboard(first: 100) { lane benchmarks nodes { recording { version } model { slug family { slug } } } }
  bundled: leaderboard(first: 1, filter: { models: $bundled }) { lane nodes { recording { version } model { slug family { slug } } } }
}`;

const STUDY = `mutation($model: String!) { submitStudy(input: {
  models: [$model], benchmarks: ["country-facts"], calibration: "invented-world", window: 256, counts: [1, 2], strategies: [BLOCK_INFLUENCE]
}) { studies { id } } }`;

/**
 * Every page with the recorded real models on it, alone and beside a bundled model that this machine measures.
 * @param repaired slug of the model whose every number is compared
 */
export async function checkRecordedPages(checks: Checks, browser: Browser, stack: Stack, repaired: string): Promise<void> {
  const read = (): Promise<Boards> => stack.query<Boards>(BOARDS, { bundled: [BUNDLED] });
  const { whole } = await read();
  const slugs = whole.nodes.map(({ model }) => model.slug);
  await checks.group('recorded models: one truth', () => checkOneTruth(checks, browser, stack));
  await checks.group('recorded models: every number', async () => {
    const page = await browser.newPage();
    await checkNumbersOfModel(checks, page, stack, repaired);
    await checkNumbersElsewhere(checks, page, stack, repaired);
    await checkSpeeds(checks, page, stack, slugs);
    await checkCharts(checks, page, stack, slugs);
    await page.close();
  });
  await checks.group('recorded models: look', () =>
    checkLookOf(checks, browser, stack, [
      { name: 'recorded-leaderboard', path: '/' },
      { name: 'recorded-compare', path: `/compare?models=${slugs}` },
      { name: 'recorded-explore', path: '/explore' },
      { name: 'recorded-papers', path: '/papers' },
      { name: 'recorded-family', path: `/families/${whole.nodes[0]?.model.family.slug}` },
      { name: 'recorded-benchmark', path: `/benchmarks/${whole.benchmarks[0]}` },
      ...slugs.map((slug) => ({ name: `recorded-${slug}`, path: `/models/${slug}` })),
    ]),
  );
  await checks.check('every page with recorded numbers marks their rows, and says where they were measured', () =>
    checkMarks(browser, stack, whole),
  );
  await checks.check('a board of repaired models says on which text and how its repairs were solved', async () => {
    const page = await browser.newPage();
    await page.goto(`${stack.webUrl}/?treatment=linear`);
    const { leaderboard } = await stack.query<RepairedBoard>(REPAIRED, {});
    const [{ setting } = { setting: null }] = leaderboard.repairSettings;
    assert.ok(leaderboard.calibration && setting, 'a repaired model is needed');
    const words = String(await page.locator('[data-repair-settings]').first().textContent());
    for (const part of [leaderboard.calibration, setting]) assert.ok(words.includes(part), `${words} does not say ${part}`);
    await page.close();
  });

  await checks.check('a model that this machine measures keeps its own results beside the recorded ones', async () => {
    await stack.write(STUDY, { model: BUNDLED });
    await waitFor('a bundled model on the leaderboard', async () => (await read()).bundled.nodes.length > 0);
    const { bundled } = await read();
    assert.notEqual(bundled.lane, whole.lane);
    const page = await browser.newPage();
    // A board that took long to compute is kept for some seconds.
    await waitFor('its row below the recorded ones', async () => {
      await page.goto(stack.webUrl);
      return (await page.locator(`section:has(#measured-here) tr[data-model="${BUNDLED}"]`).count()) > 0;
    });
    await page.goto(`${stack.webUrl}/models/${BUNDLED}`);
    await page.locator('tr[data-pruning] td[data-column="average"]').first().waitFor();
    await page.goto(`${stack.webUrl}/families/${bundled.nodes[0]?.model.family.slug}`);
    const member = page.locator(`tr[data-member="${BUNDLED}"]`);
    assert.notEqual(await member.locator('[data-column="average"]').getAttribute('data-value'), '');
    assert.equal(await member.locator('[data-recorded]').count(), 0);
    await page.close();
  });
}

async function checkMarks(browser: Browser, stack: Stack, { nodes, benchmarks }: Boards['whole']): Promise<void> {
  const recorded = nodes.filter(({ recording }) => recording !== null);
  assert.ok(recorded.length > 1, 'two recorded models are needed');
  const slugsOf = (rows: readonly Row[]) => rows.map(({ model }) => model.slug);
  const families = Map.groupBy(recorded, ({ model }) => model.family.slug);
  const places: readonly (readonly [path: string, tables: readonly string[], rows: readonly Row[]])[] = [
    ['/', ['model'], recorded],
    ['/papers', ['measured'], recorded],
    ['/explore', ['point'], recorded],
    [`/compare?models=${slugsOf(recorded)}`, ['overview'], recorded],
    ...benchmarks.map((name) => [`/benchmarks/${name}`, ['whole-result', 'pruned-result'], recorded] as const),
    ...[...families].map(([family, rows]) => [`/families/${family}`, ['member'], rows] as const),
  ];
  const page = await browser.newPage();
  for (const [path, tables, rows] of places) {
    await page.goto(`${stack.webUrl}${path}`);
    const versions = new Set(rows.map(({ recording }) => recording?.version));
    for (const version of versions) assert.equal(await page.locator(`[data-recording="${version}"]`).count(), 1, `the note on ${path}`);
    for (const table of tables) {
      const heads = slugsOf(rows).map((slug) => `tr[data-${table}] th:has(a[href="/models/${slug}"])`);
      const marks = await page
        .locator(heads.join())
        .evaluateAll((found) => found.map((head) => head.querySelector('[data-recorded]')?.textContent));
      assert.ok(marks.length > 0, `no recorded row in the table ${table} of ${path}`);
      for (const mark of marks) assert.match(String(mark), /^recorded \d{4}-\d{2}-\d{2}$/, `${table} on ${path}`);
    }
  }
  await page.close();
}
