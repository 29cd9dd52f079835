import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import type { Stack } from '../start-stack.ts';

const EVERY_STUDY_LIMIT_MS = 3_600_000;

interface Counts {
  readonly succeeded: { readonly totalCount: number };
  readonly failed: { readonly totalCount: number };
  readonly all: { readonly totalCount: number };
  readonly open: { readonly totalCount: number };
}

const COUNTS = `{
  all: jobs(first: 1) { totalCount }
  succeeded: jobs(first: 1, filter: { status: SUCCEEDED }) { totalCount }
  failed: jobs(first: 1, filter: { status: FAILED }) { totalCount }
  open: jobs(first: 1, filter: { statuses: [WAITING, QUEUED, RUNNING] }) { totalCount }
}`;

interface Studies {
  readonly jobs: { readonly totalCount: number };
  readonly studies: { readonly totalCount: number };
}

const STUDIES = `{
  jobs(first: 1, filter: { status: FAILED }) { totalCount }
  studies(first: 1, filter: { status: SUCCEEDED }) { totalCount }
}`;

interface Listed {
  readonly jobs: { readonly nodes: readonly { readonly updatedAt: string }[] };
}

const LISTED =
  '{ jobs(first: 50, filter: { status: SUCCEEDED }, orderBy: [{ field: UPDATED_AT, direction: DESC }]) { nodes { updatedAt } } }';

interface OpenJobs {
  readonly jobs: { readonly nodes: readonly { readonly id: string }[] };
}

/** Ends all open jobs, so that no number changes while pages are compared with the API. */
export async function emptyQueue(stack: Stack): Promise<void> {
  await waitFor('an empty queue', async () => {
    await cancelOpenJobs(stack);
    return isQueueEmpty(stack);
  });
}

async function isQueueEmpty(stack: Stack): Promise<boolean> {
  return (await stack.query<Counts>(COUNTS)).open.totalCount === 0;
}

/** Those that wait for a cancelled job are cancelled with it. */
async function cancelOpenJobs(stack: Stack): Promise<void> {
  const { jobs } = await stack.query<OpenJobs>('{ jobs(first: 100, filter: { statuses: [QUEUED, RUNNING] }) { nodes { id } } }');
  for (const { id } of jobs.nodes)
    await stack.write('mutation($id: ID!) { cancelJob(id: $id) { job { id } } }', { id }).catch((error: Error) => {
      // A job may end after it was listed.
      if (!error.message.includes('is already over')) throw error;
    });
}

/** Waits until the queue is empty, so that the following checks compare final numbers. */
export async function checkJobs(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${stack.webUrl}/jobs`);

  await checks.check('the first study ends', async () => {
    await waitFor('a study that succeeded', async () => {
      const { jobs, studies } = await stack.query<Studies>(STUDIES);
      assert.equal(jobs.totalCount, 0, `${jobs.totalCount} jobs failed`);
      return studies.totalCount > 0;
    });
  });

  await checks.check('a job cancelled through the API shows so without a reload', async () => {
    // Waiting for every study would only repeat the first one; LAMINA_E2E_FULL=1 does it.
    if (process.env.LAMINA_E2E_FULL === '1') await waitFor('the end of all studies', () => isQueueEmpty(stack), EVERY_STUDY_LIMIT_MS);
    else await emptyQueue(stack);
    await page.getByText('The queue is empty').waitFor();
  });

  await checks.check('the counts of the states equal the API', async () => {
    const counts = await stack.query<Counts>(COUNTS);
    await page.reload();
    const tabs = page.getByRole('navigation', { name: 'Job states' });
    for (const name of ['all', 'succeeded', 'failed'] as const) {
      const text = (await tabs.getByRole('link', { name: new RegExp(`^${name}`) }).textContent()) ?? '';
      assert.equal(text.replaceAll(/\s+/g, ''), `${name}${counts[name].totalCount}`);
    }
  });

  await checks.check('a state is chosen by a link and stands in the URL', async () => {
    await page.getByRole('link', { name: /^succeeded/ }).click();
    await page.waitForURL('**/jobs?status=succeeded');
    await page.locator('[aria-current="page"]', { hasText: 'succeeded' }).waitFor();
    const states = await page.locator('tr[data-job] td[data-column="state"]').allInnerTexts();
    assert.deepEqual([...new Set(states)], ['succeeded']);
  });
  await checks.check('the list is exported as it is shown', async () => {
    const { jobs } = await stack.query<Listed>(LISTED);
    const csv = await downloadText(page, page.locator('section[aria-labelledby="all"]'), 'CSV');
    const [head = '', ...lines] = csv.trim().split('\r\n');
    assert.match(
      head,
      /^job,state,model,attempt,seconds,expected_end,expected_seconds,expected_seconds_low,expected_seconds_high,changed,outcome/,
    );
    const changed = head.split(',').indexOf('changed');
    assert.deepEqual(
      lines.map((line) => line.split(',')[changed]),
      jobs.nodes.map(({ updatedAt }) => updatedAt),
    );
  });
  await page.close();
}
