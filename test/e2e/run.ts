import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.ts';
import { Checks, waitFor } from './checks.ts';
import { offerModels } from './offer-models.ts';
import { checkApiDown } from './pages/api-down.e2e.ts';
import { checkBoardLook } from './pages/board-look.e2e.ts';
import { checkCatalogue, checkTokens } from './pages/catalogue.e2e.ts';
import { checkCompare } from './pages/compare.e2e.ts';
import { checkDocs } from './pages/docs.e2e.ts';
import { checkExplore } from './pages/explore.e2e.ts';
import { checkFetch } from './pages/fetch.e2e.ts';
import { checkHostile } from './pages/hostile.e2e.ts';
import { checkJobs } from './pages/jobs.e2e.ts';
import { checkKeyboard } from './pages/keyboard.e2e.ts';
import { checkLeaderboard } from './pages/leaderboard.e2e.ts';
import { checkLook } from './pages/look.e2e.ts';
import { checkModel } from './pages/model.e2e.ts';
import { checkOidc } from './pages/oidc.e2e.ts';
import { checkOneTruth } from './pages/one-truth.e2e.ts';
import { checkPapers } from './pages/papers.e2e.ts';
import { checkQuantization } from './pages/quantization.e2e.ts';
import { checkQueries } from './pages/queries.e2e.ts';
import { checkRecommendation } from './pages/recommendation.e2e.ts';
import { checkRecorded } from './pages/recorded.e2e.ts';
import { checkRegister } from './pages/register.e2e.ts';
import { checkSignIn } from './pages/sign-in.e2e.ts';
import { checkJobDetail, checkSubmit } from './pages/submit.e2e.ts';
import { checkWaiting } from './pages/waiting.e2e.ts';
import { checkWorkbenchLook } from './pages/workbench-look.e2e.ts';
import { checkWritePruning } from './pages/write-pruning.e2e.ts';
import { type Stack, startStack } from './start-stack.ts';

const MODELS = ['lamina-llama-8', 'lamina-opt-12-pre'];

interface Registered {
  readonly models: { readonly nodes: readonly { readonly slug: string }[] };
}

interface Families {
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly family: { readonly slug: string } } }[] };
}

/**
 * Tests the real stack (embedded PostgreSQL, API, scorer, page) with an empty data folder in a real browser.
 * Ends with the line `N passed, N failed`. Screenshots of every page in both themes go to test-results/screenshots.
 */
const checks = new Checks();
await checks.group('start', async () => {
  const offered = await offerModels();
  const stack = await startStack(offered.environment);
  const browser = await openBrowser();
  try {
    await checks.check('the command that it prints for writes answers', async () => checkPrintedCommand(stack.printed()));
    await submitStudies(stack);
    await checks.group('while it works', () => checkWaiting(checks, browser, stack));
    // Before the check of jobs, which cancels all open jobs.
    await checks.check('models of two families are evaluated', () => waitForTwoFamilies(stack));
    await checks.group('jobs', () => checkJobs(checks, browser, stack));
    await checks.group('sign in', () => checkSignIn(checks, browser, stack));
    await checks.group('tokens', () => checkTokens(checks, browser, stack));
    await checks.group('submit', () => checkSubmit(checks, browser, stack));
    await checks.group('register', () => checkRegister(checks, browser, stack));
    await checks.group('one job', () => checkJobDetail(checks, browser, stack));
    await checks.group('quantization', () => checkQuantization(checks, browser, stack));
    await checks.group('documentation', () => checkDocs(checks, browser, stack));
    await checks.group('OpenID Connect', () => checkOidc(checks, browser, stack));
    await checks.group('papers', () => checkPapers(checks, browser, stack));
    await checks.group('leaderboard', () => checkLeaderboard(checks, browser, stack));
    await checks.group('look of the leaderboard', () => checkBoardLook(checks, browser, stack));
    await checks.group('what may go', () => checkRecommendation(checks, browser, stack));
    await checks.group('model', () => checkModel(checks, browser, stack));
    await checks.group('compare', () => checkCompare(checks, browser, stack));
    await checks.group('benchmarks, families, releases', () => checkCatalogue(checks, browser, stack));
    await checks.group('one truth', () => checkOneTruth(checks, browser, stack));
    await checks.group('explore', () => checkExplore(checks, browser, stack));
    await checks.group('queries behind what is shown', () => checkQueries(checks, browser, stack));
    await checks.group('keyboard and motion', () => checkKeyboard(checks, browser, stack));
    await checks.group('hostile texts, a slow API', () => checkHostile(checks, browser, stack));
    await checks.group('look of the workbench', () => checkWorkbenchLook(checks, browser, stack));
    await checks.group('look', () => checkLook(checks, browser, stack));
    await checks.group('a pruned model on request', () => checkWritePruning(checks, browser, stack));
    await checks.group('recorded', () => checkRecorded(checks, browser));
    await checks.group('fetched', () => checkFetch(checks));
    await checks.group('api down', () => checkApiDown(checks, browser));
  } finally {
    await browser.close();
    await checks.check('everything it started ends on SIGTERM', () => stack.stop());
    await offered.close();
  }
});
process.stdout.write(`\n${checks.passed} passed, ${checks.failed} failed\n`);
process.exit(checks.failed === 0 ? 0 : 1);

function checkPrintedCommand(printed: string): void {
  const command = printed.split('\n').find((line) => line.startsWith('curl '));
  assert(command !== undefined, `no command in:\n${printed}`);
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(stdout || '{}').data, { viewer: { name: 'administrator', scopes: ['ADMIN'] } }, stderr + stdout);
}

/**
 * Studies of two models of two families before the bundled ones: comparing and filtering need two, and the bundled studies remove three times as many
 * combinations of blocks.
 */
async function submitStudies(stack: Stack): Promise<void> {
  await waitFor('the bundled models', async () => {
    const { models } = await stack.query<Registered>('{ models(first: 100) { nodes { slug } } }');
    return MODELS.every((slug) => models.nodes.some((model) => model.slug === slug));
  });
  const benchmarks = readdirSync('models/benchmarks').filter((name) => existsSync(join('models/benchmarks', name, 'task.json')));
  await stack.write(
    `mutation($models: [String!]!, $benchmarks: [String!]!) {
      submitStudy(input: {
        models: $models, benchmarks: $benchmarks, calibration: "invented-world", window: 256, counts: [1, 2, 4, 6]
        strategies: [BLOCK_INFLUENCE, REVERSE, RANDOM_INNER], seeds: [0, 1, 2], priority: 100
      }) { studies { id } }
    }`,
    { models: MODELS, benchmarks },
  );
}

async function waitForTwoFamilies(stack: Stack): Promise<void> {
  await waitFor('models of two families on the leaderboard', async () => {
    const { leaderboard } = await stack.query<Families>('{ leaderboard(first: 100) { nodes { model { family { slug } } } } }');
    return new Set(leaderboard.nodes.map(({ model }) => model.family.slug)).size >= 2;
  });
}
