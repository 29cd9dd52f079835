import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importRecording, RECORDING_FILE, type RecordingFacts } from '@lamina/database';
import { getEntry } from '@lamina/errors';
import { isRandomStrategy, STRATEGY } from '@lamina/strategies';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { getScoreRun, listChosen } from '../../../scripts/record/find-recorded.ts';
import { RECORDED_MODELS } from '../../../scripts/record/recorded-models.ts';
import { type Choosing, listSteps, type RecordedStep, SCORED_TEXTS, SPEED } from '../../../scripts/record/recorded-steps.ts';

const FOLDER = join(import.meta.dirname, '../../../models/recorded');
/** A recording without steps cannot be continued. */
const { steps: finished = {} } = JSON.parse(readFileSync(join(FOLDER, RECORDING_FILE), 'utf8')) as RecordingFacts;
/** Draws of the control. */
const SEEDS = 5;

const models = RECORDED_MODELS.map((model) => ({ slug: model.slug, steps: [...listSteps(model), SPEED] }));

describe('the steps of the recording', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await importRecording(database, FOLDER);
  });
  afterAll(() => database.drop());

  const getRevision = (slug: string) =>
    database.prisma.modelRevision.findFirstOrThrow({ where: { model: { slug } }, select: { id: true, digest: true } });
  const list = async (revisionId: string, choosing: Choosing) => {
    const scoreRunId = choosing.scores === null ? null : await getScoreRun(database, revisionId, choosing.scores);
    return await listChosen(database, { revisionId, scoreRunId }, choosing);
  };

  it.each(models)('of $slug have names of their own, and all that are finished are among them', async ({ slug, steps }) => {
    const names = steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const { digest } = await getRevision(slug);
    const done = [...getEntry(new Map(Object.entries(finished)), digest)];
    expect(done.length).toBeGreaterThan(20);
    expect(names).toEqual(expect.arrayContaining(done));
  });

  it.each(models)('of $slug find all that finished steps chose, and nothing else', async ({ slug, steps }) => {
    const { id: revisionId, digest } = await getRevision(slug);
    const choices = steps.filter(({ name }) => finished[digest]?.includes(name)).flatMap(listChoices);
    expect(choices.length).toBeGreaterThan(10);
    for (const choosing of choices) {
      const { strategies, counts, scores, repairs = [] } = choosing;
      const seedsOf = (strategy: string) => {
        if (isRandomStrategy(strategy)) return SEEDS;
        return strategy === STRATEGY.evolutionary && scores !== null ? SCORED_TEXTS[scores].seeds.length : 1;
      };
      const wanted = strategies.reduce((sum, strategy) => sum + seedsOf(strategy), 0) * counts.length * Math.max(1, repairs.length);
      expect(await list(revisionId, choosing)).toHaveLength(wanted);
    }
  });

  it.each(models)(
    'of $slug choose on another text and with other seeds before the table repairs on the text of the scores',
    ({ steps }) => {
      const others = steps
        .filter(({ name, stage }) => !name.endsWith(', judged') && stage < 40)
        .filter((step) => listChoices(step).some(({ scores }) => scores?.match(/wikipedia|seeds/)));
      expect(others.map(({ name, stage }) => [stage, name])).toEqual([
        [35, 'blocks by scores of wikipedia-passages'],
        [36, 'blocks by searches on wikipedia-passages'],
        [38, 'blocks by searches with three seeds'],
        [39, 'other texts and seeds on the other benchmark'],
      ]);
    },
  );

  it('take what another text, or a search with other seeds, chose for another choice', async () => {
    const { id: revisionId } = await getRevision('gemma-3-270m');
    // A quarter of the layers: no step removes so many by the scores of the second text.
    const influence = { strategies: ['block-influence'], counts: [4] } as const;
    const search = { strategies: ['evolutionary'], counts: [1] } as const;
    const before = [await list(revisionId, { ...influence, scores: 'austen' }), await list(revisionId, { ...search, scores: 'search' })];
    expect(before.map(({ length }) => length)).toEqual([1, 1]);
    expect(await list(revisionId, { ...influence, scores: 'wikipedia-passages' })).toEqual([]);
    const [[onText], [ofSearch]] = before as [(typeof before)[0], (typeof before)[0]];
    const wikipedia = await getScoreRun(database, revisionId, 'wikipedia-passages');
    const other = await copyPruning(onText?.id, { digest: 'another text', scoreRunId: wikipedia });
    const idsOf = async (choosing: Choosing) => (await list(revisionId, choosing)).map(({ id }) => id);
    expect(await idsOf({ ...influence, scores: 'wikipedia-passages' })).toEqual([other]);
    const ofSeeds = await idsOf({ ...search, scores: 'search with three seeds' });
    expect(ofSeeds).toHaveLength(3);
    expect(ofSeeds).not.toContain(ofSearch?.id);
    expect(await idsOf({ ...influence, scores: 'austen' })).toEqual([onText?.id]);
    expect(await idsOf({ ...search, scores: 'search' })).toEqual([ofSearch?.id]);
  });

  /** Stores a pruning again with some other values; returns the id of the copy. */
  async function copyPruning(id: string | undefined, change: object): Promise<string> {
    const { rows } = await database.pool.query<{ id: string }>(
      `INSERT INTO "Pruning" SELECT (jsonb_populate_record(row, jsonb_build_object('id', gen_random_uuid()) || $2::jsonb)).*
       FROM "Pruning" row WHERE row."id" = $1::uuid RETURNING "id"`,
      [id, JSON.stringify(change)],
    );
    const [copy] = rows;
    if (copy === undefined) throw new Error(`no row ${id} to copy`);
    return copy.id;
  }
});

/** What a step removes. */
function listChoices({ work }: RecordedStep): readonly Choosing[] {
  return work.kind === 'remove' ? work.choices : [];
}
