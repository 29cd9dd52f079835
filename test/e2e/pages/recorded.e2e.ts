import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import { startStack } from '../start-stack.ts';
import { emptyQueue } from './jobs.e2e.ts';
import { checkDifferences } from './model.e2e.ts';
import { checkRepairsOfModel, checkUnitsOfModel } from './model-units.e2e.ts';
import { checkRecordedPages } from './recorded-pages.e2e.ts';

interface Recorded {
  readonly recordings: { readonly nodes: readonly { readonly version: string; readonly recordedAt: string; readonly device: string }[] };
  readonly models: {
    readonly nodes: readonly { readonly slug: string; readonly canonicalScoreRun: { readonly recording: unknown } | null }[];
  };
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly name: string }; readonly recording: unknown }[] };
}

const RECORDED = `{
  recordings(first: 1) { nodes { version recordedAt device } }
  models(first: 100) { nodes { slug canonicalScoreRun { recording { version } } } }
  leaderboard(first: 100) { nodes { model { name } recording { version } } }
}`;

interface Models {
  readonly models: {
    readonly nodes: readonly {
      readonly slug: string;
      readonly source: string;
      readonly derivedFrom: object | null;
      readonly recommendation: {
        readonly choice: {
          readonly command: string;
          readonly saves: { readonly bytes: number; readonly cacheBytesPerToken: number };
        } | null;
        readonly measure: object | null;
      };
    }[];
  };
}

const MODELS = `{ models(first: 100) { nodes { slug source derivedFrom { slug }
  recommendation(maximumLoss: 0.2) { choice { command saves { bytes cacheBytesPerToken } } measure { reason } } } } }`;

/** A recorded model with removed attentions and with repairs. */
const REPAIRED = 'smollm2-135m-instruct';

/** A start with the shipped recording: real models are there before anything is measured, and say where they were measured. */
export async function checkRecorded(checks: Checks, browser: Browser): Promise<void> {
  const stack = await startStack({ LAMINA_RECORDING: '' });
  const page = await browser.newPage();
  try {
    // Otherwise this machine measures bundled models: between a page and the API's answer for it, and on the core that draws the pages.
    await waitFor('the studies of the bundled models', async () => stack.printed().includes('bundled models are queued for scoring'));
    await emptyQueue(stack);
    const { recordings, models, leaderboard } = await stack.query<Recorded>(RECORDED);
    await checks.check('a recorded model is there at the first start, and the API names its recording', async () => {
      assert.equal(recordings.nodes.length, 1);
      assert(models.nodes.some(({ canonicalScoreRun }) => canonicalScoreRun?.recording));
    });
    await checks.check('the leaderboard marks recorded rows with date, device and command', async () => {
      await page.goto(stack.webUrl);
      const marked = leaderboard.nodes.filter(({ recording }) => recording !== null);
      for (const { model } of marked) {
        const row = page.getByRole('row', { name: model.name }).first();
        assert.match((await row.textContent()) ?? '', /recorded \d{4}-\d{2}-\d{2}/);
      }
      const notes = await page.locator('[data-recording]').allTextContents();
      assert.equal(notes.length, marked.length > 0 ? 1 : 0);
      for (const note of notes) assert.match(note, /Recorded on \d{4}-\d{2}-\d{2} on .+; measure again with npm run record\./);
    });
    await checks.check('the page of a recorded model says when and where its scores were recorded', async () => {
      const [recording] = recordings.nodes;
      const found = models.nodes.find(({ canonicalScoreRun }) => canonicalScoreRun?.recording);
      assert.ok(recording && found);
      await page.goto(`${stack.webUrl}/models/${found.slug}?provenance=open`);
      const note = (await page.locator(`[data-recording="${recording.version}"]`).textContent()) ?? '';
      assert.ok(note.includes(`Recorded on ${recording.recordedAt.slice(0, 10)} on ${recording.device}`), note);
      await page.getByRole('dialog', { name: 'Provenance' }).getByText(`${recording.version}, recorded on`).waitFor();
    });
    await checks.check(
      'a recorded model can be measured, written and pruned: workers and commands fetch its file by its name',
      async () => {
        const { models: stored } = await stack.query<Models>(MODELS);
        const wholes = stored.nodes.filter(({ slug, derivedFrom }) => derivedFrom === null && !slug.startsWith('lamina-'));
        assert.equal(wholes.length, 2);
        for (const { source } of wholes) assert.equal(source, 'package');
        const found = wholes.find(({ recommendation: { choice, measure } }) => choice !== null && measure !== null);
        assert.ok(found?.recommendation.choice, 'some recorded model has a removal at 20 %, and something left to measure');
        const { slug, recommendation } = found;
        const { command, saves } = found.recommendation.choice;
        assert.ok(command.startsWith(`lamina prune ${slug} --remove`), command);
        assert.ok(saves.bytes > 0 && saves.cacheBytesPerToken > 0);
        assert.notEqual(recommendation.measure, null);
        await signIn(page, stack);
        await page.goto(`${stack.webUrl}/models/${slug}?loss=0.2`);
        const answer = page.locator('[data-recommendation]');
        assert.equal(await answer.locator('[data-command]').first().textContent(), `npx ${command}`);
        assert.match((await answer.textContent()) ?? '', /file comes from PyPI/);
        await answer.getByRole('button', { name: 'Write it for download' }).first().waitFor();
        await answer.getByRole('button', { name: /^Measure / }).waitFor();
        await page.goto(`${stack.webUrl}/models/${slug}?provenance=open`);
        assert.match((await page.locator('[data-reproduce]').textContent()) ?? '', new RegExp(`^npx lamina score ${slug} `));
      },
    );
    await checkUnitsOfModel(checks, page, stack, REPAIRED);
    await checkRepairsOfModel(checks, page, stack, REPAIRED);
    await checks.check('differences between strategies of a recorded model are the API’s, with controls', async () => {
      await page.goto(`${stack.webUrl}/models/${REPAIRED}`);
      await checkDifferences(page, stack, REPAIRED);
    });
    await checkRecordedPages(checks, browser, stack, REPAIRED);
  } finally {
    await page.close();
    await stack.stop();
  }
}
