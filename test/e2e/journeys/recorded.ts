import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findFreePort } from '@lamina/database';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { HUB_MODEL, offerModels } from '../offer-models.ts';
import { startStack } from '../start-stack.ts';
import { startWeb, waitForWeb } from '../start-web.ts';
import { checkBitsAndWords } from './bits-and-words.ts';
import { findViolations, open } from './look.ts';
import { checkOneLoss } from './one-loss.ts';

const MISSING = 'people/none';
const FETCHED = 'small-decoder';

interface Recorded {
  readonly recordings: { readonly nodes: readonly { readonly version: string; readonly recordedAt: string; readonly device: string }[] };
  readonly real: readonly (Row & { readonly model: { readonly prunings: { readonly totalCount: number } } })[];
  readonly tests: readonly Row[];
}

interface Row {
  readonly model: { readonly slug: string; readonly name: string };
}

const RECORDED = `{
  recordings(first: 1) { nodes { version recordedAt device } }
  real: board(lose: 0.1, testModels: false) { model { slug name prunings(first: 0) { totalCount } } }
  tests: board(lose: 0.1, testModels: true) { model { slug name } }
}`;

interface Released {
  readonly dataRelease: { readonly version: string; readonly files: readonly { readonly path: string }[] } | null;
}

interface Scored {
  readonly model: {
    readonly source: string;
    readonly canonicalScoreRun: { readonly layerScores: { readonly totalCount: number } } | null;
  } | null;
}

const SCORED = `query($slug: String!) { model(slug: $slug) { source
  canonicalScoreRun { layerScores(first: 0, filter: { metrics: [BLOCK_INFLUENCE] }) { totalCount } } } }`;

/** A first start as people have it: the recorded models are there, and `--fetch` brings another from a hub on this machine. */
export async function checkRecorded(checks: Checks, browser: Browser): Promise<void> {
  const offered = await offerModels();
  const stack = await startStack({ ...offered.environment, LAMINA_RECORDING: '' }, ['--fetch', HUB_MODEL, MISSING]);
  const page = await browser.newPage();
  try {
    await checks.check('recorded models stand on the first page, test models on their own, with date and machine', async () => {
      const { recordings, real, tests } = await stack.query<Recorded>(RECORDED);
      const [recording] = recordings.nodes;
      assert.ok(recording && real.length > 0, 'nothing is recorded');
      await open(page, stack.webUrl);
      const text = (await page.locator('main').textContent()) ?? '';
      for (const { name } of real.map(({ model }) => model)) assert.ok(text.includes(name), `${name} is not on the first page`);
      await open(page, `${stack.webUrl}/test-models`);
      const testText = (await page.locator('main').textContent()) ?? '';
      for (const { name } of tests.map(({ model }) => model))
        assert.ok(testText.includes(name), `${name} is not on the page of test models`);
      await open(page, `${stack.webUrl}/models/${real[0]?.model.slug}`);
      const note = (await page.locator(`[data-recording="${recording.version}"]`).first().textContent()) ?? '';
      for (const part of [recording.recordedAt.slice(0, 10), recording.device]) assert.ok(note.includes(part), note);
    });
    const { real } = await stack.query<Recorded>(RECORDED);
    // The model of which most was measured has every chart.
    const [most] = real.toSorted((a, b) => b.model.prunings.totalCount - a.model.prunings.totalCount);
    assert.ok(most, 'nothing is recorded');
    await checkOneLoss(checks, { page, stack, slug: most.model.slug });
    await checkBitsAndWords(checks, { page, stack, slug: most.model.slug });
    await checks.check('the release of the recording is published: it can be cited from the first start on', async () => {
      const { dataRelease } = await waitFor('the release', async () => {
        const found = await stack.query<Released>('{ dataRelease { version files { path } } }');
        return found.dataRelease === null ? null : { dataRelease: found.dataRelease };
      });
      await open(page, `${stack.webUrl}/releases`);
      await page.locator(`a[href="/releases/${dataRelease.version}"]`).click();
      await page.waitForURL(`**/releases/${dataRelease.version}`);
      const paths = dataRelease.files.map(({ path }) => path).filter((path) => /(^|\/)(croissant\.json|layers\.parquet)$/.test(path));
      assert.equal(paths.length, 2);
      for (const path of paths) assert.ok((await fetch(new URL(path, stack.apiUrl))).ok, path);
    });
    await checks.check('a model of the hub is downloaded, registered and scored', async () => {
      await waitFor('the studies of the fetched model', async () =>
        stack.printed().includes(`lamina: ${FETCHED} is queued for measurement`),
      );
      const scored = await waitFor('its scores', async () => {
        const { model } = await stack.query<Scored>(SCORED, { slug: FETCHED });
        return model?.canonicalScoreRun ? model : null;
      });
      assert.deepEqual([scored.source, scored.canonicalScoreRun?.layerScores.totalCount], ['hub', 8]);
    });
    await checks.check('a model that the hub does not have is named with the reason, and everything else goes on', () =>
      waitFor('the reason', async () => stack.printed().includes(`lamina: RUNTIME_FAILED: ${MISSING} was not fetched: `)).then(
        () => undefined,
      ),
    );
  } finally {
    await page.close();
    await checks.check('it ends on SIGTERM while it measures', () => stack.stop());
    await offered.close();
  }
}

/** Pages without an API, or with one that never answers. */
export async function checkApiDown(checks: Checks, browser: Browser): Promise<void> {
  const deadPort = await findFreePort();
  const silent = createServer(() => undefined).listen(0);
  await once(silent, 'listening');
  const [dead, waiting] = [await startWeb(deadPort), await startWeb((silent.address() as AddressInfo).port)];
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  const patient = await browser.newPage();
  const problemOn = (on: typeof page) => on.locator('section[role="alert"]').filter({ hasText: 'The Lamina API does not answer' });
  const problem = problemOn(page);
  try {
    await waitForWeb(dead);
    await waitForWeb(waiting);
    // It waits while the next checks run.
    const givenUp = patient.goto(`${waiting.url}/jobs`);
    await checks.check('every page that needs the API says that it does not answer, also on a phone', async () => {
      for (const path of ['/', '/jobs', '/models/anything', '/submit', '/compare?models=one,another', '/compare/saved', '/findings']) {
        await page.goto(`${dead.url}${path}`);
        assert.match((await problem.textContent()) ?? '', new RegExp(`127.0.0.1:${deadPort}`), path);
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      assert.deepEqual(await findViolations(page), []);
    });
    await checks.check('the sign-in page and the documentation open without it', async () => {
      for (const path of ['/sign-in', '/docs/glossary']) {
        assert.equal((await page.goto(`${dead.url}${path}`))?.status(), 200, path);
        await page.getByRole('heading', { level: 1 }).waitFor();
      }
    });
    await checks.check('an API that takes a request and never answers is given up, and the page says so', async () => {
      await givenUp;
      await problemOn(patient).waitFor();
    });
  } finally {
    await page.close();
    await patient.close();
    await dead.stop();
    await waiting.stop();
    silent.closeAllConnections();
    silent.close();
  }
  await checks.check('a web server with a wrong environment stops and names every problem', async () => {
    const wrong = await startWeb('many', { LAMINA_API_PUBLIC_URL: 'ftp://x' });
    let text = '';
    wrong.child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await waitFor('both problems on stderr', async () => /LAMINA_API_PORT[\s\S]*LAMINA_API_PUBLIC_URL/.test(text));
    await wrong.stop();
  });
}
