import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { open } from './look.ts';

const BENCHMARK = 'country-facts';

interface Results {
  readonly evaluations: { readonly nodes: readonly { readonly id: string; readonly value: number }[] };
}

interface Families {
  readonly families: {
    readonly nodes: readonly { readonly slug: string; readonly models: { readonly nodes: readonly { readonly slug: string }[] } }[];
  };
}

interface Release {
  readonly dataRelease: { readonly citation: string; readonly files: readonly { readonly name: string; readonly sha256: string }[] };
}

interface Ended {
  readonly node: { readonly status: string; readonly prunings: { readonly nodes: readonly Written[] } };
}

interface Written {
  readonly id: string;
  readonly artefact: { readonly sha256: string } | null;
}

const JOB = 'query ($id: ID!) { node(id: $id) { ... on Job { status prunings(first: 1) { nodes { id artefact { sha256 } } } } } }';

/** Results by benchmark and family, a data release, and the file of a pruned model. */
export async function checkResults(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('a benchmark opens from the list, and shows every evaluation of whole models as the API has it', async () => {
    await page.goto(`${stack.webUrl}/benchmarks`);
    await page.getByRole('link', { name: BENCHMARK, exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: BENCHMARK }).waitFor();
    const { evaluations } = await stack.query<Results>(
      'query ($names: [String!]!) { evaluations(first: 100, filter: { benchmarks: $names, dense: true }) { nodes { id value } } }',
      { names: [BENCHMARK] },
    );
    assert.ok(evaluations.nodes.length > 0);
    for (const { id, value } of evaluations.nodes) {
      const cell = page.locator(`tr[data-whole-result="${id}"] [data-column="value"]`);
      assert.equal(await cell.getAttribute('data-value'), String(value));
    }
  });

  await checks.check('a family lists its models, and they lead back to it', async () => {
    const { families } = await stack.query<Families>('{ families(first: 100) { nodes { slug models(first: 100) { nodes { slug } } } } }');
    const family = families.nodes.find(({ models }) => models.nodes.length > 1);
    assert.ok(family, 'no family has two models');
    await open(page, `${stack.webUrl}/families/${family.slug}`);
    for (const { slug } of family.models.nodes) assert.ok((await page.locator(`main a[href^="/models/${slug}"]`).count()) > 0, slug);
    await open(page, `${stack.webUrl}/models/${family.models.nodes[0]?.slug}`);
    await page.locator(`a[href="/families/${family.slug}"]`).first().click();
    await page.waitForURL(`**/families/${family.slug}`);
  });

  await checks.check('a release shows its citation and its files, which download with their digests', async () => {
    const version = '1.0.0-page';
    await stack.write(
      'mutation($version: String!) { publishRelease(input: { version: $version, authors: ["Lamina"] }) { release { id } } }',
      { version },
    );
    const { dataRelease } = await stack.query<Release>(
      'query($version: String!) { dataRelease(version: $version) { citation files { name sha256 } } }',
      { version },
    );
    await page.goto(`${stack.webUrl}/releases`);
    await page.locator(`a[href="/releases/${version}"]`).first().click();
    await page.waitForURL(`**/releases/${version}`);
    assert.ok(((await page.locator('main').textContent()) ?? '').includes(dataRelease.citation));
    assert.ok(dataRelease.files.length > 0);
    for (const { name, sha256 } of dataRelease.files) {
      const address = await page.locator(`tr[data-file="${name}"] a`).getAttribute('href');
      assert.equal(digest(Buffer.from(await (await fetch(String(address))).arrayBuffer())), sha256, name);
    }
  });

  await checks.check('a table is exported as CSV with as many fields in each line', async () => {
    await page.goto(`${stack.webUrl}/findings`);
    await page.locator('summary', { hasText: 'Numbers' }).last().click();
    await page.getByRole('button', { name: 'Export', exact: true }).last().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(':popover-open').getByRole('button', { name: 'CSV' }).first().click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    const counts = lines.map((line) => line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length);
    assert.ok(lines.length > 2);
    assert.equal(new Set(counts).size, 1);
  });

  await checks.check('the file of a pruned model downloads from its page, without signing in', async () => {
    const model = 'lamina-llama-8';
    const id = await submit(stack, 'SubmitPruningInput', 'submitPruning', { model, removals: [{ blocks: [3] }], priority: 100 });
    const [pruning] = (await finish(stack, id)).prunings.nodes;
    const written = pruning?.artefact?.sha256;
    assert.ok(pruning && written, 'a pruning without a repair is written at once');
    await open(page, `${stack.webUrl}/models/${model}?tab=prunings`);
    const row = page.locator(`tr[data-pruning="${pruning.id}"]`);
    await row.getByRole('button', { name: 'Plan' }).click();
    const link = row.locator('a[download][href$="/model.onnx"]');
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.equal(digest(readFileSync(await file.path())), written);
  });
  await page.close();
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function submit(stack: Stack, type: string, name: string, input: object): Promise<string> {
  const document = `mutation ($input: ${type}!) { submitted: ${name}(input: $input) { job { id } } }`;
  return (await stack.write<{ submitted: { job: { id: string } } }>(document, { input })).submitted.job.id;
}

async function finish(stack: Stack, id: string): Promise<Ended['node']> {
  const ended = await waitFor('the job to end', async () => {
    const { node } = await stack.query<Ended>(JOB, { id });
    return ['QUEUED', 'RUNNING'].includes(node.status) ? null : node;
  });
  assert.equal(ended.status, 'SUCCEEDED');
  return ended;
}
