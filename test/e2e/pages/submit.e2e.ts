import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

interface Facts {
  readonly models: { readonly nodes: readonly { readonly slug: string; readonly name: string }[] };
  readonly benchmarks: {
    readonly nodes: readonly { readonly name: string; readonly documentCount: number; readonly chance: number | null }[];
  };
  readonly calibrationSets: {
    readonly nodes: readonly {
      readonly configurations: {
        readonly nodes: readonly {
          readonly window: number;
          readonly windowCount: number;
          readonly windowLimit: number | null;
          readonly documentPart: string | null;
        }[];
      };
    }[];
  };
}

const FACTS = `{
  models(first: 1, filter: { search: "lamina-opt-12" }, orderBy: [{ field: NAME, direction: ASC }]) { nodes { slug name } }
  benchmarks(first: 100) { nodes { name documentCount chance } }
  calibrationSets(first: 1) { nodes { configurations(first: 100) { nodes { window windowCount windowLimit documentPart } } } }
}`;

const ATTENTIONS = `query($slug: String!) { prunings(filter: { models: [$slug], units: [ATTENTION], strategies: [REVERSE] }) { totalCount } }`;

interface Settled {
  readonly scoreRuns: {
    readonly nodes: readonly {
      readonly id: string;
      readonly windowCount: number;
      readonly settlement: {
        readonly count: number;
        readonly lowest: readonly number[];
        readonly isSettled: boolean;
        readonly available: number;
      } | null;
    }[];
  };
}

const SETTLED = `query($slug: String!) {
  scoreRuns(first: 100, filter: { models: [$slug] }) { nodes { id windowCount settlement { count lowest isSettled available } } }
}`;

/** A study from the form to its results: filled in by the URL, estimated, submitted, followed, cancelled and retried. */
export async function checkSubmit(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const facts = await stack.query<Facts>(FACTS);
  const [model] = facts.models.nodes;
  const benchmark = facts.benchmarks.nodes.find(({ chance }) => chance !== null);
  assert.ok(model && benchmark);
  const address = `${stack.webUrl}/submit?models=${model.slug}&strategies=reverse,random-inner&units=block,attention&counts=1,+2&seeds=1&benchmarks=${benchmark.name}`;

  await checks.check('the form stands in the URL and survives a reload', async () => {
    await page.goto(`${stack.webUrl}/submit`);
    await page.getByText('Choose a model.').waitFor();
    await page.locator(`input[name="models"][value="${model.slug}"]`).check();
    await page.waitForURL((url) => url.searchParams.get('models') === model.slug);
    await page.getByRole('checkbox', { name: 'Angular span' }).check();
    await page.waitForURL(/angular-span/);
    await page.getByLabel('Numbers').fill('1, 3');
    await page.waitForURL(/counts=1/);
    await page.getByRole('checkbox', { name: 'Attentions and MLPs' }).check();
    await page.waitForURL(/units=/);
    await page.reload();
    assert.ok(await page.getByRole('checkbox', { name: 'Attentions and MLPs' }).isChecked());
    assert.ok(await page.locator(`input[name="models"][value="${model.slug}"]`).isChecked());
    assert.ok(await page.getByRole('checkbox', { name: 'Angular span' }).isChecked());
    assert.equal(await page.getByLabel('Numbers').inputValue(), '1, 3');
  });

  await checks.check(
    'a search that repairs each step is offered, and estimated: it reads the text twice a step, but once for the first',
    async () => {
      await page.goto(address.replace('reverse,random-inner', 'iterate-repair'));
      assert.ok(await page.getByRole('checkbox', { name: 'Iterative, each step repaired' }).isChecked());
      const passesOf = async (step: string): Promise<number> =>
        Number(((await page.locator(`[data-step="${step}"] td`).first().textContent()) ?? '').replaceAll(',', ''));
      // Two removed blocks; of attentions there is no such search.
      assert.equal(await passesOf('repaired'), 3 * (await passesOf('score')));
    },
  );

  await checks.check(
    'the budget and the seeds of a search, and repairs with their text, stand in the URL and in the estimate',
    async () => {
      await page.goto(address);
      assert.equal(await page.getByLabel('Passes over the text').count(), 0);
      await page.goto(address.replace('reverse,random-inner', 'evolutionary'));
      await page.getByLabel('Passes over the text').fill('30');
      await page.getByLabel('Seeds of the search').fill('0, 5');
      await page.getByLabel('Minimize').selectOption('Loss');
      await page.waitForURL((url) => ['passes', 'searchSeeds', 'fitness'].every((name) => url.searchParams.has(name)));
      const passesOf = async (step: string): Promise<number> =>
        Number(((await page.locator(`[data-step="${step}"] td`).first().textContent()) ?? '').replaceAll(',', ''));
      const text = await passesOf('score');
      // Two counts of blocks and of attentions, with two seeds each.
      await waitFor('the estimate to count the searches', async () => (await passesOf('evolved')) === 30 * 2 * 2 * 2 * text);
      await page.getByLabel('Seeds of the search').fill('');
      await page.getByText('Enter seeds of the search as whole numbers from 0').waitFor();
      await page.getByLabel('Seeds of the search').fill('0, 5');
      await page.getByRole('checkbox', { name: 'Folded matrix' }).check();
      await page.waitForURL(/repairs=linear-fold/);
      assert.equal(await page.getByLabel('Solve repairs on').inputValue(), '');
      // Blocks of the first seed at two counts, each solved when it is stored and when it is evaluated.
      await waitFor('the estimate to count the repairs', async () => (await passesOf('repair')) === 2 * 2 * text);
    },
  );

  await checks.check('the estimate counts the forward passes of the API’s own numbers before anything is sent', async () => {
    await page.goto(address);
    const whole = facts.calibrationSets.nodes[0]?.configurations.nodes.find(
      ({ window, windowLimit, documentPart }) => window === 256 && windowLimit === null && documentPart === null,
    );
    assert.ok(whole);
    const windows = whole.windowCount;
    const requests = benchmark.documentCount * Math.round(1 / (benchmark.chance ?? 1));
    // Of blocks and of attentions: two counts of one strategy and of a random draw each. And the dense model.
    const expected = windows + (2 * (2 + 2) + 1) * requests;
    assert.equal(((await page.locator('[data-estimate="passes"]').textContent()) ?? '').replaceAll(',', ''), String(expected));
    assert.match((await page.locator('[data-estimate="time"]').textContent()) ?? '', /^about .*(s|min|h|d)/);
  });

  await checks.check('without a token nothing can be sent, and signing in keeps the form', async () => {
    assert.ok(await page.getByRole('button', { name: 'Submit the study' }).isDisabled());
    await page.getByLabel('API token').fill(stack.adminToken());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'administrator' }).waitFor();
    assert.equal(await page.getByLabel('Numbers').inputValue(), '1, 2');
    assert.ok(await page.getByRole('button', { name: 'Submit the study' }).isEnabled());
  });

  await checks.check(
    'named units stand in the URL, count as one more pruned model, and are refused where the model has no such block',
    async () => {
      await page.goto(address);
      const passesOf = async (): Promise<number> =>
        Number(((await page.locator('[data-estimate="passes"]').textContent()) ?? '').replaceAll(',', ''));
      const before = await passesOf();
      await page.getByLabel('Attention of').fill('1, 2');
      await page.getByLabel('MLP of').fill('0');
      await page.waitForURL(/removeAttention=1.*removeMlp=0/);
      const requests = benchmark.documentCount * Math.round(1 / (benchmark.chance ?? 1));
      await waitFor('the estimate to count the named units', async () => (await passesOf()) === before + requests);
      await page.getByLabel('MLP of').fill('999');
      await page.getByText('Named units: the removal [999] names a layer that does not exist').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Submit the study' }).isDisabled());
      await page.goto(address);
    },
  );

  await checks.check('what is missing is said in words', async () => {
    await page.getByLabel('Numbers').fill('none');
    await page.getByText('Enter how many to remove as whole numbers from 1').waitFor();
    await page.getByLabel('Numbers').fill('1, 2');
  });

  await checks.check('a submitted study is followed live to its end', async () => {
    await page.getByLabel('Read', { exact: true }).selectOption('Until the lowest blocks are known');
    await page.waitForURL(/read=settled/);
    await page.getByRole('button', { name: 'Submit the study' }).click();
    await page.waitForURL(/\/jobs\?study=/);
    await page.locator('tr[data-job]').first().waitFor();
    assert.equal(await page.locator('tr[data-job]').count(), 4);
    const navigations = await page.evaluate(() => performance.getEntriesByType('navigation').length);
    await waitFor('all jobs of the study to succeed on the page', async () => {
      const states = await page.locator('tr[data-job] td[data-column="state"]').allInnerTexts();
      assert.ok(!states.includes('failed'), 'a job failed');
      return states.length === 4 && states.every((state) => state === 'succeeded');
    });
    assert.equal(await page.evaluate(() => performance.getEntriesByType('navigation').length), navigations);
    const { prunings } = await stack.query<{ prunings: { totalCount: number } }>(ATTENTIONS, { slug: model.slug });
    // Its norms stand behind both halves, so neither can be removed alone.
    assert.equal(prunings.totalCount, 0);
  });

  await checks.check('a score that ended when the lowest blocks were known says so on the model page', async () => {
    const { scoreRuns } = await stack.query<Settled>(SETTLED, { slug: model.slug });
    const run = scoreRuns.nodes.find(({ settlement }) => settlement !== null);
    assert.ok(run?.settlement);
    assert.equal(run.settlement.count, 2);
    assert.ok(run.windowCount <= run.settlement.available);
    await page.goto(`${stack.webUrl}/models/${model.slug}?run=${run.id}`);
    const blocks = run.settlement.lowest.toSorted((a, b) => a - b).join(', ');
    const words = run.settlement.isSettled ? 'Reading ended when' : 'The text ended before';
    await page.getByText(`${words} the 2 lowest blocks were known: ${blocks}`).first().waitFor();
  });

  await checkRefusals(checks, page, stack);
  await context.close();
}

async function checkRefusals(checks: Checks, page: Page, stack: Stack): Promise<void> {
  await checks.check('a folder that is not there fails with what to do next', async () => {
    await page.goto(`${stack.webUrl}/submit`);
    await page.getByText('Register another model').click();
    await page.getByLabel('Folder or hub model').fill('no-such-folder');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /no-such-folder/ })
      .waitFor();
  });

  await checks.check('names are text: what they hold never runs', async () => {
    const name = '<img src=x onerror="globalThis.laminaAttacked=1">';
    await stack.write(
      `mutation($name: String!) { registerModel(input: { slug: "attack", name: $name, description: $name, facts: { blockCount: 2, hiddenSize: 8, parameterCount: 100 } }) { model { slug } } }`,
      { name },
    );
    for (const path of ['/submit', '/models/attack', '/compare?models=attack', '/explore', '/']) {
      await page.goto(`${stack.webUrl}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(await page.evaluate(() => 'laminaAttacked' in globalThis), false, path);
    }
    await page.goto(`${stack.webUrl}/models/attack`);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    assert.equal(await page.locator('main img').count(), 0);
  });
}

/** Opens one job: log, cancel and retry. Signs in. */
export async function checkJobDetail(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, stack);
  const { submitStudy } = await stack.write<{
    submitStudy: { studies: readonly { id: string; jobs: { nodes: readonly { id: string; kind: string }[] } }[] };
  }>(
    `mutation { submitStudy(input: { models: ["lamina-llama-12"], calibration: "invented-world", window: 64, strategies: [REVERSE], counts: [1], benchmarks: ["world-text"], idempotencyKey: "e2e job detail" }) { studies { id jobs(first: 10) { nodes { id kind } } } } }`,
  );
  const [study] = submitStudy.studies;
  const score = study?.jobs.nodes.find(({ kind }) => kind === 'SCORE_MODEL');
  assert.ok(study && score);

  await checks.check('a job opens from the list with its log, facts and study, and closes again', async () => {
    await page.goto(`${stack.webUrl}/jobs?study=${study.id}`);
    await page.locator(`tr[data-job="${score.id}"] th a`).click();
    await page.waitForURL(/job=/);
    const detail = page.locator(`[data-detail="${score.id}"]`);
    await detail.locator('[data-log]').first().waitFor();
    await detail.getByText('jobs done').waitFor();
  });

  await checks.check('a job that no worker may take says so, where it stands in the queue and on the list', async () => {
    const { submitScoreRun } = await stack.write<{ submitScoreRun: { job: { id: string } } }>(
      'mutation { submitScoreRun(input: { model: "lamina-llama-12", calibration: "invented-world", requiredProvider: CUDA }) { job { id } } }',
    );
    await page.goto(`${stack.webUrl}/jobs?job=${submitScoreRun.job.id}`);
    await page.locator('[data-outlook="NO_WORKER"]', { hasText: 'No worker that may take it is running' }).waitFor();
    await stack.write('mutation($id: ID!) { cancelJob(id: $id) { job { id } } }', { id: submitScoreRun.job.id });
    await page.reload();
    await page.locator('[data-detail]').waitFor();
    assert.equal(await page.locator('[data-outlook]').count(), 0);
    await page.goto(`${stack.webUrl}/jobs?study=${study.id}&job=${score.id}`);
  });

  await checks.check('a job is cancelled and retried by its buttons', async () => {
    const detail = page.locator(`[data-detail="${score.id}"]`);
    const cancel = detail.getByRole('button', { name: 'Cancel this job' });
    const retry = detail.getByRole('button', { name: 'Retry this job' });
    if (await cancel.isVisible()) await cancel.click();
    const outcome = await Promise.race([
      retry.waitFor().then(() => 'cancelled'),
      detail
        .getByText('succeeded', { exact: true })
        .first()
        .waitFor()
        .then(() => 'succeeded'),
    ]);
    if (outcome === 'cancelled') {
      await retry.click();
      await detail
        .getByText(/^(waiting|queued|running|succeeded)$/)
        .first()
        .waitFor();
      await detail.locator('[data-log="retried"]').waitFor();
    }
    await page.getByRole('link', { name: 'Close this job' }).click();
    await page.waitForURL((url) => !url.searchParams.has('job'));
  });

  await checks.check('workers are shown with what they compute on, and heard of a moment ago', async () => {
    await page.goto(`${stack.webUrl}/jobs`);
    const { workers } = await stack.query<{ workers: { nodes: readonly { name: string; device: string }[] } }>(
      '{ workers(filter: { statuses: [BUSY, IDLE] }) { nodes { name device } } }',
    );
    assert.ok(workers.nodes.length > 0);
    for (const worker of workers.nodes) {
      const card = page.locator(`[data-worker="${worker.name}"]`);
      assert.match((await card.textContent()) ?? '', new RegExp(worker.device.replaceAll(/[^\w ]/g, '.')));
      await card.getByText(/heard of (just now|\d+ s ago)/).waitFor();
    }
  });

  await checks.check('a job that does not exist says so', async () => {
    await page.goto(`${stack.webUrl}/jobs?job=Sm9iOjAwMDAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA`);
    await page.getByRole('heading', { name: 'There is no such job' }).waitFor();
  });
  await context.close();
}
