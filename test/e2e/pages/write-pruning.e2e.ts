import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { digestDownloadedGraph } from '../digest-downloaded-graph.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

const BENCHMARK = 'country-facts';
/** Whatever the removal costs, it is the answer. */
const ANY_LOSS = 1;

interface Models {
  readonly models: {
    readonly nodes: readonly { readonly slug: string; readonly source: string; readonly recommendation: { readonly verdict: string } }[];
  };
}

interface Finished {
  readonly node: {
    readonly status: string;
    readonly error: { readonly message: string } | null;
    readonly prunings: { readonly nodes: readonly { readonly id: string; readonly repairKind: string | null }[] };
  };
}

interface Answer {
  readonly recommendation: { readonly choice: { readonly repair: string; readonly pruning: Written } | null };
}

interface Written {
  readonly id: string;
  readonly artefact: { readonly sha256: string } | null;
}

const MODELS = `{ models(first: 100) { nodes { slug source recommendation(maximumLoss: ${ANY_LOSS}) { verdict } } } }`;
const JOB =
  'query ($id: ID!) { node(id: $id) { ... on Job { status error { message } prunings(first: 10) { nodes { id repairKind } } } } }';
const PRUNE = 'mutation ($input: SubmitPruningInput!) { submitPruning(input: $input) { job { id } } }';
const EVALUATE = 'mutation ($input: SubmitEvaluationInput!) { submitEvaluation(input: $input) { job { id } } }';
const ANSWER = `query ($model: String!) {
  recommendation(model: $model, maximumLoss: ${ANY_LOSS}, metric: "${BENCHMARK}") { choice { repair pruning { id artefact { sha256 } } } } }`;

/** A repaired model is measured without being written; one click on its recommendation has it written. */
export async function checkWritePruning(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();

  await checks.check('a recommended repaired model is written with one click and downloads', async () => {
    const { models } = await stack.query<Models>(MODELS);
    const model = models.nodes.find(({ source, recommendation }) => source === 'bundled' && recommendation.verdict === 'UNMEASURED')?.slug;
    assert.ok(model, 'every bundled model is measured');
    const repairs = [{ kind: 'LINEAR', calibration: 'invented-world' }];
    const { submitPruning } = await stack.write<{ submitPruning: { job: { id: string } } }>(PRUNE, {
      input: { model, removals: [{ blocks: [3] }], repairs, priority: 100 },
    });
    const pruned = await finish(stack, submitPruning.job.id);
    const repaired = pruned.prunings.nodes.find(({ repairKind }) => repairKind === 'LINEAR');
    assert.ok(repaired);
    const { submitEvaluation } = await stack.write<{ submitEvaluation: { job: { id: string } } }>(EVALUATE, {
      input: { model, benchmarks: [BENCHMARK], prunings: [repaired.id], priority: 100 },
    });
    await finish(stack, submitEvaluation.job.id);
    const ask = async () => (await stack.query<Answer>(ANSWER, { model })).recommendation.choice;
    assert.deepEqual(await ask(), { repair: 'LINEAR', pruning: { id: repaired.id, artefact: null } });

    await signIn(page, stack);
    await page.goto(`${stack.webUrl}/models/${model}?loss=${ANY_LOSS}&on=${BENCHMARK}`);
    const answer = page.locator('[data-recommendation]');
    await answer.getByRole('button', { name: 'Write it for download' }).click();
    await answer.getByRole('link', { name: 'A worker writes it' }).waitFor();
    const written = await waitFor('the written model', async () => (await ask())?.pruning.artefact);
    await page.reload();
    await answer.getByRole('button', { name: 'Download' }).click();
    assert.equal(await digestDownloadedGraph(page), written.sha256);
  });
  await context.close();
}

async function finish(stack: Stack, id: string): Promise<Finished['node']> {
  const ended = await waitFor('the job to end', async () => {
    const { node } = await stack.query<Finished>(JOB, { id });
    return ['QUEUED', 'RUNNING'].includes(node.status) ? null : node;
  });
  assert.equal(ended.error, null);
  return ended;
}
