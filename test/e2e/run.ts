import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { endSuite } from '../../scripts/count-line.ts';
import { openBrowser } from './browser.ts';
import { Checks, waitFor } from './checks.ts';
import { checkCompare } from './journeys/compare.ts';
import { checkContribute } from './journeys/contribute.ts';
import { checkLook } from './journeys/look.ts';
import { checkManyModels } from './journeys/many-models.ts';
import { checkModel } from './journeys/model.ts';
import { checkModels } from './journeys/models.ts';
import { checkReading } from './journeys/reading.ts';
import { checkApiDown, checkRecorded } from './journeys/recorded.ts';
import { checkResults } from './journeys/results.ts';
import { checkSignIn } from './journeys/sign-in.ts';
import { checkStudy, emptyQueue } from './journeys/study.ts';
import { offerModels } from './offer-models.ts';
import { type Stack, startStack } from './start-stack.ts';

/**
 * Uses the real stack (embedded PostgreSQL, API, scorer, page) as people do, in a real browser, from an empty data folder on. What tests of the API
 * prove is not proved again. `--only NAME` runs one journey. Screenshots of every page go to test-results/screenshots, except where CI=true. Ends with
 * the line `N passed, N failed`.
 */
const JOURNEYS = {
  study: checkStudy,
  'sign in': checkSignIn,
  models: checkModels,
  results: checkResults,
  model: checkModel,
  'many models': checkManyModels,
  contribute: checkContribute,
  compare: checkCompare,
  reading: checkReading,
  look: checkLook,
} as const;
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const isChosen = (name: string): boolean => values.only === undefined || values.only === name;
const MODELS = ['lamina-llama-8', 'lamina-opt-12-pre'];

const checks = new Checks();
await checks.group('start', async () => {
  const offered = await offerModels();
  const stack = await startStack(offered.environment);
  const browser = await openBrowser();
  try {
    await checks.check('the command that it prints for writes answers', async () => checkPrintedCommand(stack.printed()));
    await checks.check('the page of the test models shows the first measured ones without a reload', () => measureTwo(stack, browser));
    for (const [name, run] of Object.entries(JOURNEYS)) if (isChosen(name)) await checks.group(name, () => run(checks, browser, stack));
    if (isChosen('recorded')) await checks.group('recorded', () => checkRecorded(checks, browser));
    if (isChosen('without the API')) await checks.group('without the API', () => checkApiDown(checks, browser));
  } finally {
    await browser.close();
    await checks.check('everything it started ends on SIGTERM', () => stack.stop());
    await offered.close();
  }
});
endSuite(checks);

function checkPrintedCommand(printed: string): void {
  const command = printed.split('\n').find((line) => line.startsWith('curl '));
  assert(command !== undefined, `no command in:\n${printed}`);
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(stdout || '{}').data, { viewer: { name: 'administrator', scopes: ['ADMIN'] } }, stderr + stdout);
}

interface Registered {
  readonly models: { readonly nodes: readonly { readonly slug: string }[] };
}

interface Row {
  readonly model: { readonly slug: string; readonly name: string };
}

interface Measured {
  /** Models with judged changes. */
  readonly board: readonly Row[];
  /** Models with changes on benchmarks. */
  readonly leaderboard: { readonly nodes: readonly Row[] };
}

/** Measures two models of two families on two benchmarks before the bundled studies, which are then cancelled: nothing else computes from then on. */
async function measureTwo(stack: Stack, browser: Awaited<ReturnType<typeof openBrowser>>): Promise<void> {
  await waitFor('the bundled models', async () => {
    const { models } = await stack.query<Registered>('{ models(first: 100) { nodes { slug } } }');
    return MODELS.every((slug) => models.nodes.some((model) => model.slug === slug));
  });
  await stack.write(
    `mutation($models: [String!]!) {
      submitStudy(input: {
        models: $models, benchmarks: ["country-facts", "world-text"], calibration: "invented-world", window: 256, windows: 8, counts: [1], limit: 40
        texts: ["invented-world"], reading: { maximum: 16 }
        strategies: [BLOCK_INFLUENCE, RANDOM_INNER], seeds: [0], priority: 100
      }) { studies { id } }
    }`,
    { models: MODELS },
  );
  const page = await browser.newPage();
  await page.goto(`${stack.webUrl}/test-models`);
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  const names = await waitFor('two models that are judged on a text and on benchmarks', async () => {
    const { board, leaderboard } = await stack.query<Measured>(
      '{ board(lose: 0.1, testModels: true) { model { slug name } } leaderboard(first: 100) { nodes { model { slug name } } } }',
    );
    const found = MODELS.map((slug) => [board, leaderboard.nodes].map((rows) => rows.find(({ model }) => model.slug === slug)));
    return found.every(([judged, ranked]) => judged && ranked) ? found.flatMap(([judged]) => (judged ? [judged.model.name] : [])) : null;
  });
  for (const name of names) await page.getByRole('row').getByRole('link', { name, exact: true }).waitFor();
  assert.ok(await page.evaluate(() => 'sameDocument' in globalThis));
  await page.close();
  await emptyQueue(stack);
}
