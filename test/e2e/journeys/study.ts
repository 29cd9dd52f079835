import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

interface Facts {
  readonly models: { readonly nodes: readonly { readonly slug: string }[] };
  readonly workers: { readonly nodes: readonly { readonly name: string }[] };
}

const FACTS = `{
  models(first: 1, filter: { search: "lamina-opt-12" }, orderBy: [{ field: NAME, direction: ASC }]) { nodes { slug } }
  workers(filter: { statuses: [BUSY, IDLE] }) { nodes { name } }
}`;

interface Submitted {
  readonly submitStudy: {
    readonly studies: readonly { readonly id: string; readonly jobs: { readonly nodes: readonly { readonly id: string }[] } }[];
  };
}

/** Too long for the run to end: it is cancelled. */
const LONG = `mutation { submitStudy(input: {
  models: ["lamina-llama-12"], calibration: "invented-world", window: 64, strategies: [REVERSE], counts: [1, 2], benchmarks: ["world-text"]
  idempotencyKey: "e2e cancel" }) { studies { id jobs(first: 10) { nodes { id } } } } }`;

/** A study from the form to its results, and a job that is cancelled and retried. */
export async function checkStudy(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { models, workers } = await stack.query<Facts>(FACTS);
  const [model] = models.nodes;
  assert.ok(model);
  const settings = { strategies: ['REVERSE'], units: [['BLOCK']], counts: [1, 2], benchmarks: ['country-facts'], efficiency: false };
  const address = `${stack.webUrl}/submit?${new URLSearchParams({ models: model.slug, settings: JSON.stringify(settings) })}`;

  await checks.check('the form stands in the address, and says how long the study takes', async () => {
    await page.goto(address);
    assert.ok(await page.locator(`input[name="models"][value="${model.slug}"]`).isChecked());
    assert.ok(await page.locator('input[name="strategies"][value="REVERSE"]').isChecked());
    assert.match((await page.locator('[data-estimate="time"]').textContent()) ?? '', /\d+ (s|min|h|d)/);
  });

  await checks.check('without a token nothing is sent, and signing in keeps the form', async () => {
    assert.ok(await page.getByRole('button', { name: 'Submit the study' }).isDisabled());
    await page.getByLabel('API token').fill(stack.adminToken());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'administrator' }).waitFor();
    assert.ok(await page.locator(`input[name="models"][value="${model.slug}"]`).isChecked());
  });

  await checks.check('a submitted study is followed to its end without a reload', async () => {
    await page.getByRole('button', { name: 'Submit the study' }).click();
    await page.waitForURL(/\/jobs\?study=/);
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    await waitFor('all jobs of the study to succeed on the page', async () => {
      const states = await page.locator('tr[data-job] [data-column="state"]').allInnerTexts();
      assert.ok(!states.includes('failed'), 'a job failed');
      return states.length > 0 && states.every((state) => state === 'succeeded');
    });
    assert.ok(await page.evaluate(() => 'sameDocument' in globalThis));
  });

  await checks.check('the study says which of its texts the model does not know, so that no loss stands there', async () => {
    const note = (await page.locator('[data-texts-left-out]').textContent()) ?? '';
    assert.match(note, /does not know the language of austen, django-code, sqlite-manual, wikipedia/);
  });

  await checks.check('its results stand on the page of the model', async () => {
    await page.goto(`${stack.webUrl}/models/${model.slug}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Reverse').first().waitFor({ state: 'attached' });
  });

  await checks.check('a job shows its log and its worker, is cancelled, and is retried', async () => {
    const [study] = (await stack.write<Submitted>(LONG)).submitStudy.studies;
    const [job] = study?.jobs.nodes ?? [];
    assert.ok(study && job);
    await page.goto(`${stack.webUrl}/jobs?study=${study.id}&job=${job.id}`);
    const detail = page.locator(`[data-detail="${job.id}"]`);
    await detail.locator('[data-log]').first().waitFor();
    const cancel = detail.getByRole('button', { name: 'Cancel this job' });
    // The job may end between the look and the click.
    if (await cancel.isVisible()) await cancel.click({ timeout: 5_000 }).catch(() => undefined);
    const retry = detail.getByRole('button', { name: 'Retry this job' });
    const ended = detail.getByText('succeeded', { exact: true }).first();
    await retry.or(ended).first().waitFor();
    if (await retry.isVisible()) {
      await retry.click();
      await detail.locator('[data-log="retried"]').waitFor();
    }
    await page.goto(`${stack.webUrl}/jobs`);
    for (const { name } of workers.nodes) await page.locator(`[data-worker="${name}"]`).waitFor();
  });

  await context.close();
}

interface OpenJobs {
  readonly jobs: { readonly nodes: readonly { readonly id: string }[] };
}

/** Ends all open jobs, so that nothing else computes. */
export async function emptyQueue(stack: Stack): Promise<void> {
  await waitFor('an empty queue', async () => {
    const { jobs } = await stack.query<OpenJobs>('{ jobs(first: 100, filter: { statuses: [WAITING, QUEUED, RUNNING] }) { nodes { id } } }');
    for (const { id } of jobs.nodes)
      await stack.write('mutation($id: ID!) { cancelJob(id: $id) { job { id } } }', { id }).catch((error: Error) => {
        // A job may end after it was listed, and those that wait for a cancelled one are cancelled with it.
        if (!error.message.includes('is already over')) throw error;
      });
    return jobs.nodes.length === 0;
  });
}
