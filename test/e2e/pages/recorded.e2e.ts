import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { startStack } from '../start-stack.ts';
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

/** A start with the shipped recording: real models are there before anything is measured, and say where they were measured. */
export async function checkRecorded(checks: Checks, browser: Browser): Promise<void> {
  const stack = await startStack({ LAMINA_RECORDING: '' });
  const page = await browser.newPage();
  try {
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
    await checkRecordedPages(checks, browser, stack);
  } finally {
    await page.close();
    await stack.stop();
  }
}
