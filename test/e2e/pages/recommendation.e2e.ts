import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { type Checks, LIMIT_MS, waitFor } from '../checks.ts';
import { type AnsweredNumbers, type ChosenNumbers, describeAnswer } from '../describe-answer.ts';
import { digestDownloadedGraph } from '../digest-downloaded-graph.ts';
import { findAxeViolations } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

interface Answer extends AnsweredNumbers {
  readonly verdict: string;
  readonly choice:
    | (ChosenNumbers & {
        readonly command: string;
        readonly pruning: { readonly artefact: { readonly sha256: string; readonly files: readonly ArtefactFile[] } | null };
      })
    | null;
  readonly measure: Measure | null;
}

interface ArtefactFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly download: string;
}

interface Measure {
  readonly counts: readonly number[];
  readonly units: readonly (readonly string[])[];
  readonly strategies: readonly string[];
  readonly benchmarks: readonly string[];
}

interface Queued {
  readonly node: {
    readonly model: { readonly slug: string };
    readonly request: {
      readonly strategies: readonly string[];
      readonly counts: readonly number[];
      readonly benchmarks: readonly string[];
      readonly units: readonly (readonly string[])[];
    };
    readonly jobs: { readonly nodes: readonly { readonly id: string }[] };
  };
}

const PHONE_WIDTH = 390;
/** Some removal of a bundled model has at most this loss. */
export const LARGE_LOSS = 0.2;
const QUERY = `query ($model: String!, $loss: Float!, $metric: String, $units: [UnitKind!]) {
  recommendation(model: $model, maximumLoss: $loss, metric: $metric, units: $units) {
    verdict maximumLoss comparedCount
    choice {
      command loss lossInterval { low high } probabilityWithin correctedProbability otherLoss { metric loss lossInterval { low high } }
      saves { parameters parameterRatio bytes cacheBytesPerToken }
      pruning { artefact { sha256 files { path bytes sha256 download } } }
    }
    measure { counts units strategies benchmarks }
  }
}`;
/** The file with the digest that a written model is known by. */
const GRAPH = 'onnx/model.onnx';
const STUDY = 'query ($id: ID!) { node(id: $id) { ... on Study { model { slug } request jobs(first: 100) { nodes { id } } } } }';
const CANCEL = 'mutation ($id: ID!) { cancelJob(id: $id) { job { id } } }';
const MODELS = '{ leaderboard(first: 100) { nodes { model { slug } } } }';

/** "Which layers, what command": on the leaderboard, on the page of a model and in a comparison; and one click that measures what is missing. */
export async function checkRecommendation(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const slug = await findAnswered(stack, (choice) => choice !== null);

  await checks.check('two clicks lead from the leaderboard to the blocks to remove and the command', async () => {
    await page.goto(stack.webUrl);
    await page.locator(`a[href="/models/${slug}"]`).first().click();
    await page.waitForURL(/\/models\//);
    await page.getByLabel('Lose at most').selectOption(String(LARGE_LOSS));
    await page.waitForURL(/loss=0\.2/);
    await compareAnswer(page, stack, { model: slug, loss: LARGE_LOSS });
  });

  await checks.check('the address alone brings the answer back, and what the loss is meant on changes it', async () => {
    await page.goto(`${stack.webUrl}/models/${slug}?loss=0.1&on=perplexity`);
    assert.equal(await page.getByLabel('Lose at most').inputValue(), '0.1');
    await compareAnswer(page, stack, { model: slug, loss: 0.1, metric: 'perplexity' });
    await page.goto(`${stack.webUrl}/models/${slug}?on=nothing-of-the-kind`);
    await page.locator('[aria-live="polite"]', { hasText: 'There is no benchmark "nothing-of-the-kind"' }).waitFor();
  });

  await checks.check('the leaderboard answers for the model that is chosen there', async () => {
    await page.goto(stack.webUrl);
    await page.getByLabel('Of the model').selectOption(slug);
    await page.waitForURL((url) => url.searchParams.get('of') === slug);
    await compareAnswer(page, stack, { model: slug, loss: 0.05 });
  });

  const isWritten = (choice: Answer['choice']) => choice?.pruning.artefact?.files.some(({ path }) => path === GRAPH) === true;

  await checks.check('the model that a worker wrote downloads beside its command', async () => {
    const written = await findAnswered(stack, isWritten);
    const { choice } = await askRecommendation(stack, { model: written, loss: LARGE_LOSS });
    await page.goto(`${stack.webUrl}/models/${written}?loss=${LARGE_LOSS}`);
    await page.locator('[data-recommendation]').getByRole('button', { name: 'Download' }).first().click();
    assert.equal(await digestDownloadedGraph(page), choice?.pruning.artefact?.sha256);
  });

  await checks.check('a download goes on where it was cut off, and a token that is not valid gets nothing', async () => {
    const { choice } = await askRecommendation(stack, { model: await findAnswered(stack, isWritten), loss: LARGE_LOSS });
    const graph = choice?.pruning.artefact?.files.find(({ path }) => path === GRAPH);
    assert.ok(graph);
    const url = new URL(graph.download, stack.apiUrl);
    const cut = Math.floor(graph.bytes / 3);
    const digest = createHash('sha256');
    for (const [range, shown] of [
      [`bytes=0-${cut - 1}`, `bytes 0-${cut - 1}/${graph.bytes}`],
      [`bytes=${cut}-`, `bytes ${cut}-${graph.bytes - 1}/${graph.bytes}`],
    ] as const) {
      const response = await fetch(url, { headers: { range } });
      assert.deepEqual([response.status, response.headers.get('content-range')], [206, shown]);
      digest.update(Buffer.from(await response.arrayBuffer()));
    }
    assert.equal(digest.digest('hex'), graph.sha256);
    assert.equal((await fetch(url, { headers: { authorization: 'Bearer lam_wrong' } })).status, 401);
  });

  await checks.check('a comparison answers for the model that is chosen there', async () => {
    const other = (await listModels(stack)).find((name) => name !== slug);
    assert.ok(other, 'two evaluated models are needed');
    await page.goto(`${stack.webUrl}/compare?models=${other},${slug}`);
    await page.getByLabel('Of the model').selectOption(slug);
    await page.waitForURL((url) => url.searchParams.get('of') === slug);
    await compareAnswer(page, stack, { model: slug, loss: 0.05 });
  });

  await checks.check('the units that may go are a choice in the address', async () => {
    await page.goto(`${stack.webUrl}/models/${slug}?loss=${LARGE_LOSS}`);
    await page.getByLabel('May go', { exact: true }).selectOption('block');
    await page.waitForURL((url) => url.searchParams.get('may') === 'block');
    await compareAnswer(page, stack, { model: slug, loss: LARGE_LOSS, units: ['BLOCK'] });
    await page.goto(`${stack.webUrl}/models/${slug}?loss=${LARGE_LOSS}&may=block-attention`);
    assert.equal(await page.getByLabel('May go', { exact: true }).inputValue(), 'block-attention');
    await compareAnswer(page, stack, { model: slug, loss: LARGE_LOSS, units: ['BLOCK', 'ATTENTION'] });
  });

  const { loss, measure } = await findMeasure(stack, slug);
  const open = `${stack.webUrl}/models/${slug}?loss=${loss}`;

  await checks.check('the study that would tell more can be changed first, in its form', async () => {
    await page.goto(open);
    await page.locator('[data-measure]').getByRole('link', { name: 'See the settings' }).click();
    await page.waitForURL(/\/submit/);
    assert.equal(await page.getByLabel('Numbers').inputValue(), measure.counts.join(', '));
  });

  await checks.check('who has not signed in does so first, and comes back to the same answer', async () => {
    await page.goto(open);
    await page.locator('[data-measure]').getByRole('link', { name: 'sign in to queue it with one click' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByLabel('API token').fill(stack.adminToken());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => url.pathname === `/models/${slug}` && url.searchParams.get('loss') === String(loss));
    await page
      .locator('[data-measure]')
      .getByRole('button', { name: /^Measure / })
      .waitFor();
  });

  await checks.check('one click queues the study that would tell more, and says where it is', async () => {
    const context = await browser.newContext();
    const member = await context.newPage();
    await signIn(member, stack);
    await member.goto(open);
    await member
      .locator('[data-measure]')
      .getByRole('button', { name: /^Measure / })
      .click();
    const link = member.locator('[data-measure]').getByRole('link', { name: 'Follow it' });
    await link.waitFor();
    const address = new URL((await link.getAttribute('href')) ?? '', stack.webUrl);
    const id = address.searchParams.get('study');
    const { node } = await stack.query<Queued>(STUDY, { id });
    // Other checks compare numbers while nothing new comes.
    for (const job of node.jobs.nodes)
      await stack.write(CANCEL, { id: job.id }).catch((error: Error) => {
        // It ended, or was cancelled with another one.
        if (!error.message.includes('already over')) throw error;
      });
    assert.ok(node.jobs.nodes.length > 0);
    assert.equal(node.model.slug, slug);
    const { strategies, counts, benchmarks, units } = node.request;
    const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase().replaceAll('_', '-')).sort();
    assert.deepEqual(
      { strategies: lower(strategies), counts, benchmarks: lower(benchmarks), units },
      {
        strategies: lower(measure.strategies),
        counts: measure.counts,
        benchmarks: lower(measure.benchmarks),
        units: measure.units.map(lower),
      },
    );
    await link.click();
    await member.waitForURL((url) => url.pathname === '/jobs' && url.searchParams.get('study') === id);
    await context.close();
  });

  await checks.check('it fits a phone in both themes, and axe finds nothing serious', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width: PHONE_WIDTH, height: 800 } });
      const phone = await context.newPage();
      await phone.goto(`${stack.webUrl}/models/${slug}?loss=${LARGE_LOSS}`);
      await phone.locator('[data-recommendation]').waitFor();
      const width = await phone.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE_WIDTH, `the page is ${width} px wide`);
      assert.deepEqual(await findAxeViolations(phone), []);
      await saveScreenshot(phone, 'recommendation-phone', theme);
      await context.close();
    }
  });
  await page.close();
}

/** A model of the leaderboard whose answer is wanted. */
async function findAnswered(stack: Stack, isWanted: (choice: Answer['choice']) => boolean): Promise<string> {
  for (const slug of await listModels(stack))
    if (isWanted((await askRecommendation(stack, { model: slug, loss: LARGE_LOSS })).choice)) return slug;
  assert.fail(`no model has such a removal that loses at most ${LARGE_LOSS}`);
}

async function listModels(stack: Stack): Promise<readonly string[]> {
  const { leaderboard } = await stack.query<{ leaderboard: { nodes: readonly { model: { slug: string } }[] } }>(MODELS);
  return leaderboard.nodes.map(({ model }) => model.slug);
}

/** A maximum for which something is left to measure. */
async function findMeasure(stack: Stack, slug: string): Promise<{ readonly loss: number; readonly measure: Measure }> {
  const losses = [0.005, 0.01, 0.02, 0.05];
  for (const loss of losses) {
    const { measure } = await askRecommendation(stack, { model: slug, loss });
    if (measure !== null) return { loss, measure };
  }
  assert.fail(`nothing is left to measure at ${losses.join(', ')}`);
}

export interface Question {
  readonly model: string;
  readonly loss: number;
  /** Default: the average of the benchmarks. */
  readonly metric?: string;
  /** Default: any units. */
  readonly units?: readonly string[];
}

export async function askRecommendation(stack: Stack, question: Question): Promise<Answer> {
  return (await stack.query<{ recommendation: Answer }>(QUERY, { metric: 'average', ...question })).recommendation;
}

/** How long the page may take to show an answer, before results that came meanwhile are supposed. */
const ANSWER_MS = 30_000;

/** The answer on the page has the command and the numbers of the API. A study may bring results between the two: then both are read again. */
export async function compareAnswer(page: Page, stack: Stack, question: Question): Promise<void> {
  const ends = Date.now() + LIMIT_MS;
  for (;;) {
    const wanted = await askRecommendation(stack, question);
    const isShown = waitFor(`the answer ${JSON.stringify(wanted)}`, () => showsAnswer(page, wanted), ANSWER_MS);
    if (Date.now() > ends) return void (await isShown);
    if (await isShown.catch(() => false)) return;
    await page.reload();
  }
}

async function showsAnswer(page: Page, wanted: Answer): Promise<boolean> {
  const { verdict, choice } = wanted;
  const answer = page.locator(`[data-recommendation="${verdict}"]`);
  if ((await answer.count()) === 0) return false;
  if (choice === null) return true;
  const [text, command] = await Promise.all([answer.textContent(), answer.locator('[data-command]').first().textContent()]);
  return command === `npx ${choice.command}` && describeAnswer(wanted, choice).every((part) => text?.includes(part));
}
