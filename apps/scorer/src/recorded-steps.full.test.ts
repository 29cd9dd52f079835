import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importRecording, RECORDING_FILE, type RecordingFacts } from '@lamina/database';
import { getEntry } from '@lamina/errors';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { getScoreRun, listChosen, wantedRun } from '../../../scripts/record/find-recorded.ts';
import { RECORDED_MODELS } from '../../../scripts/record/recorded-models.ts';
import { ANSWERS, type Choosing, countChanges, listSteps, type RecordedStep, SPEED } from '../../../scripts/record/recorded-steps.ts';

const FOLDER = join(import.meta.dirname, '../../../models/recorded');
/** A recording without steps cannot be continued. */
const { steps: finished = {} } = JSON.parse(readFileSync(join(FOLDER, RECORDING_FILE), 'utf8')) as RecordingFacts;

const models = RECORDED_MODELS.map((model) => ({ slug: model.slug, model, steps: [...listSteps(model), ANSWERS, SPEED] }));

describe('the steps of the recording', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await importRecording(database, FOLDER);
  });
  afterAll(() => database.drop());

  it.each(models)(
    'of $slug have names of their own, measure about eighty changes, and all that are finished are among them',
    async ({ slug, steps }) => {
      const names = steps.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const count = steps.flatMap(listChoices).reduce((sum, choosing) => sum + countChanges(choosing), 0);
      expect(count).toBeGreaterThan(60);
      expect(count).toBeLessThan(110);
      const { digest } = await database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } } });
      expect(names).toEqual(expect.arrayContaining([...getEntry(new Map(Object.entries(finished)), digest)]));
    },
  );

  it.each(models)('of $slug find all that finished steps chose, and nothing else', async ({ slug, model, steps }) => {
    const { id: revisionId, digest } = await database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } } });
    const choices = steps.filter(({ name }) => finished[digest]?.includes(name)).flatMap(listChoices);
    for (const choosing of choices) {
      const scoreRunId = choosing.scores === null ? null : await getScoreRun(database, revisionId, wantedRun(choosing.scores, model));
      expect(await listChosen(database, { revisionId, scoreRunId }, choosing)).toHaveLength(countChanges(choosing));
    }
  });
});

/** The removals of a step. */
function listChoices({ work }: RecordedStep): readonly Choosing[] {
  return work.kind === 'remove' ? work.choices : [];
}
