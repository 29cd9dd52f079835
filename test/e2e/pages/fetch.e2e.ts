import assert from 'node:assert/strict';
import { type Checks, waitFor } from '../checks.ts';
import { HUB_MODEL, offerModels } from '../offer-models.ts';
import { startStack } from '../start-stack.ts';

const SLUG = 'small-decoder';
const MISSING = 'people/none';

interface Fetched {
  readonly model: {
    readonly source: string;
    readonly studies: { readonly totalCount: number };
    readonly canonicalScoreRun: {
      readonly calibration: { readonly calibrationSet: { readonly slug: string } };
      readonly layerScores: { readonly totalCount: number };
    } | null;
  } | null;
}

const FETCHED = `query($slug: String!) { model(slug: $slug) { source studies(first: 0) { totalCount }
  canonicalScoreRun { calibration { calibrationSet { slug } } layerScores(first: 0, filter: { metrics: [BLOCK_INFLUENCE] }) { totalCount } } } }`;

/** A start with `--fetch`: the hub is one on this machine, everything else is real. */
export async function checkFetch(checks: Checks): Promise<void> {
  const offered = await offerModels();
  const stack = await startStack(offered.environment, ['--fetch', HUB_MODEL, MISSING]);
  const read = () => stack.query<Fetched>(FETCHED, { slug: SLUG });
  try {
    await checks.check('a model of the hub is downloaded, registered and queued, and its layers are scored', async () => {
      await waitFor('the studies of the fetched model', async () => stack.printed().includes(`lamina: ${SLUG} is queued for measurement`));
      const { model } = await read();
      assert.deepEqual([model?.source, model?.studies.totalCount], ['hub', 2]);
      const run = await waitFor('its scores', async () => (await read()).model?.canonicalScoreRun);
      assert.deepEqual([run.calibration.calibrationSet.slug, run.layerScores.totalCount], ['austen', 8]);
    });
    await checks.check('a model that the hub does not have is named with the reason, and everything else goes on', async () => {
      await waitFor('the reason', async () => stack.printed().includes(`lamina: RUNTIME_FAILED: ${MISSING} was not fetched: `));
      assert.notEqual((await read()).model, null);
    });
  } finally {
    await checks.check('it ends on SIGTERM while it measures', () => stack.stop());
    await offered.close();
  }
}
