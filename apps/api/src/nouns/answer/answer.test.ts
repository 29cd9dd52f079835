import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeColumns } from '@lamina/database';
import { UNCHANGED } from '@lamina/plans';
import { countStatements } from '../../testing/count-statements.ts';
import { seedEvaluatedPruning, seedTextEvaluation } from '../../testing/seed-evaluated-pruning.ts';
import { type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { efficiencyOf } from '../../testing/seed-platform.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const ENTRY = `verdict textLoss worstText command change { removed removedAttention repair precision keepVocabulary } caveat textLosses { text source loss low high judges windows }
  taskLosses { task loss detectableLoss } saved { parametersBefore parametersAfter bytesAfter } pruning { removedCount }`;
const QUERY = `query ($slug: String!, $lose: Float, $save: Saving) { model(slug: $slug) { removableAt(save: $save) largestTried(save: $save) openBeyond(save: $save) answer(lose: $lose, save: $save) {
  limit save verdict sentence command caveat change { removed precision keepVocabulary } textLosses { text loss } taskLosses { task } saved { parametersAfter } removableAt largestTried openBeyond
  alternatives { ${ENTRY} } front { ${ENTRY} } cheapest { ${ENTRY} } benchmarksLeftOut changesLeftOut { why count } } } }`;

interface Entry {
  readonly verdict: string;
  readonly change: { readonly removed: readonly number[] };
  readonly textLosses: readonly { readonly text: string; readonly judges: boolean }[];
}
interface Reply {
  readonly model: {
    readonly removableAt: number | null;
    readonly answer: { readonly verdict: string; readonly sentence: string; readonly front: readonly Entry[]; readonly save: string };
  };
}

describe('the answer of a model', () => {
  let api: TestApi;
  let model: SeededModel;
  let prunings: readonly string[];
  const blockCount = 8;

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount });
    const seed = (removed: readonly number[], drawSeed?: number) =>
      seedEvaluatedPruning(api.database, model, {
        strategy: 'reverse',
        removed,
        blockCount,
        retention: { facts: 0.99 },
        sampleCount: 200,
        retentionStandardError: 0.02,
        ...(drawSeed === undefined ? {} : { seed: drawSeed }),
      });
    const small = await seed([3]);
    const large = await seed([3, 4]);
    const luckyDraw = await seed([1, 2, 3, 4, 5], 7);
    for (const [pruningId, ratio] of [
      [small, 1.01],
      [large, 1.4],
      [luckyDraw, 1],
    ] as const) {
      await seedTextEvaluation(api.database, { model, pruningId, name: 'novel', source: 'austen', ratio });
      await seedTextEvaluation(api.database, { model, pruningId, name: 'articles', source: 'wikipedia', ratio: ratio + 0.005 });
    }
    prunings = [small, large];
    await seedModel(api.database, { slug: 'untried', blockCount });
  });
  afterAll(() => api.close());

  async function ask(variables: object): Promise<Reply['model']> {
    const reply = await api.query<Reply>(QUERY, { slug: 'model', save: 'PARAMETERS', ...variables });
    expect(reply.errors).toBeUndefined();
    return reply.data.model;
  }

  it('names the removal within the limit that saves most, with its losses on texts that judge it', async () => {
    const { answer, removableAt } = await ask({});
    expect(answer).toMatchObject({
      limit: 0.05,
      save: 'PARAMETERS',
      verdict: 'WITHIN',
      command: 'npx lamina-llm prune ./model --remove 3 --copy-weights --out model-without-3',
      change: { removed: [3] },
      saved: { parametersAfter: 990 },
      front: [
        { verdict: 'BEYOND', change: { removed: [3, 4] }, pruning: { removedCount: 2 } },
        { verdict: 'WITHIN', change: { removed: [3] }, textLoss: expect.closeTo(0.015, 9) },
      ],
      cheapest: { change: { removed: [3] } },
      // The dense score of 0.8 is far above chance.
      benchmarksLeftOut: [],
      taskLosses: [{ task: 'facts' }],
    });
    expect(answer.sentence).toMatch(/^Without block 3: 1\.5 % more perplexity \(.* within 5 %; 1\.0 % of the parameters go\.$/);
    expect(removableAt).toBeCloseTo(0.01, 12);
  });

  it('shows a speed only where the models were opened often enough for an interval', async () => {
    const ratios = { decodeRatio: 0.95, decodeRatioLow: 0.91, decodeRatioHigh: 0.99, measuredAlone: true };
    const data = prunings.map((id, place) => ({ ...efficiencyOf(model.revisionKey, id), ...ratios, rounds: place === 0 ? 1 : 3 }));
    await api.database.prisma.efficiency.createMany({ data });
    const query =
      '{ model(slug: "model") { answer(save: PARAMETERS) { front { change { removed } saved { speed { writing { ratio } } } } } } }';
    const reply = await api.query<{ model: { answer: { front: readonly object[] } } }>(query);
    expect(reply.data.model.answer.front).toEqual([
      { change: { removed: [3, 4] }, saved: { speed: { writing: { ratio: 0.95 } } } },
      { change: { removed: [3] }, saved: { speed: null } },
    ]);
  });

  it('says plainly that nothing is within the limit, and what the cheapest costs', async () => {
    const { answer } = await ask({ lose: 0.001 });
    expect(answer.verdict).toBe('NONE_WITHIN');
    expect(answer.sentence).toMatch(
      /^Nothing measured that saves parameters stays within 0\.1 %\. The cheapest: without block 3, 1\.5 % more perplexity/,
    );
  });

  it('is not judged by a text of the source that chose the removal', async () => {
    const { answer } = await ask({});
    expect(answer.front[0]?.textLosses.map(({ text, judges }) => [text, judges])).toEqual([
      ['articles', true],
      ['novel', true],
    ]);
  });

  it('knows nothing of a model without measurements', async () => {
    const { answer, removableAt } = await ask({ slug: 'untried' });
    expect([answer.verdict, answer.front, removableAt]).toEqual(['NONE_WITHIN', [], null]);
  });

  it('says why, where studies asked for texts whose language the model does not know', async () => {
    const { modelKey, revisionKey } = await seedModel(api.database, { slug: 'foreign', blockCount });
    const { prisma } = api.database;
    const { id: studyId } = await prisma.study.create({ data: { modelId: modelKey, request: {} } });
    const payload = { revisionId: revisionKey, subject: 'dense', texts: ['wikipedia', 'austen'] };
    const job = await prisma.job.create({ data: { kind: 'evaluate-model', studyId, payload } });
    const query = `{ model(slug: "foreign") { answer { sentence textsLeftOut } studies { nodes { textsLeftOut } } } }`;
    const read = async () => (await api.query<{ model: object }>(query)).data.model;
    // Until the whole model was evaluated, nothing is known.
    expect(await read()).toMatchObject({ answer: { textsLeftOut: [] }, studies: { nodes: [{ textsLeftOut: [] }] } });
    await prisma.job.update({ where: { id: job.id }, data: { status: 'SUCCEEDED' } });
    const texts = ['austen', 'wikipedia'];
    expect(await read()).toEqual({
      answer: {
        sentence: 'The model does not know the language of austen, wikipedia, so no loss was measured; name a text in its language.',
        textsLeftOut: texts,
      },
      studies: { nodes: [{ textsLeftOut: texts }] },
    });
  });

  it('is known of another model with equal weights, and commands name the model as they are asked to', async () => {
    const { revisionKey } = await seedModel(api.database, { slug: 'copy', blockCount });
    const { weightsSha256 } = await api.database.prisma.modelRevision.findUniqueOrThrow({ where: { id: model.revisionKey } });
    await api.database.prisma.modelRevision.update({ where: { id: revisionKey }, data: { weightsSha256 } });
    expect((await ask({ slug: 'copy' })).answer).toMatchObject({ verdict: 'WITHIN', change: { removed: [3] } });
    const query = `{ models(filter: { slug: "copy", weightsSha256: "${weightsSha256}" }) { nodes { measuredChanges(reference: "there/x.gguf") } } }`;
    const { data } = await api.query<{ models: { nodes: { measuredChanges: { candidates: { command: string }[] } }[] } }>(query);
    expect(data.models.nodes[0]?.measuredChanges.candidates.map(({ command }) => command)).toContain(
      'npx lamina-llm prune there/x.gguf --remove 3 --copy-weights --out x.gguf-without-3',
    );
  });

  it('refuses a loss that is no share', async () => {
    const reply = await api.query(QUERY, { slug: 'model', lose: 5 });
    expect(reply.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('ranks models on the board by what can go', async () => {
    const reply = await api.query(
      '{ board(lose: 0.1, save: PARAMETERS) { rank removableAt largestTried openBeyond model { slug } cheapest { change { removed } } } }',
    );
    expect(reply.data).toEqual({
      board: [
        {
          rank: 1,
          removableAt: expect.closeTo(0.01, 12),
          largestTried: expect.closeTo(0.01, 12),
          openBeyond: false,
          model: { slug: 'model' },
          cheapest: { change: { removed: [3] } },
        },
      ],
    });
  });

  it('reads all models of a page with the same statements', async () => {
    const count = async (first: number) => {
      const query = `{ models(first: ${first}) { nodes { removableAt answer { verdict } } } }`;
      return (await countStatements(api, () => api.query(query)))[1].different;
    };
    expect(await count(2)).toBe(await count(1));
  });

  it('offers a smaller vocabulary with its saving, its command, and what the model can no longer write', async () => {
    const words = await seedModel(api.database, { slug: 'words', blockCount });
    const pruningId = await seedEvaluatedPruning(api.database, words, { strategy: 'explicit', removed: [], blockCount, retention: {} });
    const caveat = 'It can no longer write Han, except byte by byte.';
    const change = changeColumns({ ...UNCHANGED, keepVocabulary: 'latin' });
    const data = { ...change, caveat, units: [], bytesBefore: 253_000_000, bytesAfter: 180_000_000 };
    await api.database.prisma.pruning.update({ where: { id: pruningId }, data });
    for (const [name, source] of [
      ['novel', 'austen'],
      ['articles', 'wikipedia'],
    ] as const)
      await seedTextEvaluation(api.database, { model: words, pruningId, name, source, ratio: 1.001 });
    const { answer } = await ask({ slug: 'words', save: 'BYTES' });
    expect(answer).toMatchObject({
      verdict: 'WITHIN',
      change: { removed: [], keepVocabulary: 'latin' },
      caveat,
      command: 'npx lamina-llm prune ./words --keep-vocabulary latin --copy-weights --out words-latin',
      front: [{ change: { removed: [], keepVocabulary: 'latin' }, caveat, pruning: { removedCount: 0 } }],
    });
    expect(answer.sentence).toMatch(/^With Latin tokens only: 0\.1 % more perplexity .*the file shrinks from 253.0 to 180.0 MB\.$/);
    const query = '{ prunings(filter: { models: ["words"] }) { nodes { units removedUnitRatio keepVocabulary caveat } } }';
    const reply = await api.query<{ prunings: { nodes: object[] } }>(query);
    expect(reply.data.prunings.nodes).toEqual([{ units: [], removedUnitRatio: 0, keepVocabulary: 'latin', caveat }]);
  });

  it('offers a type of GGUF files with its command, as no removal', async () => {
    const bits = await seedModel(api.database, { slug: 'bits', blockCount });
    const pruningId = await seedEvaluatedPruning(api.database, bits, { strategy: 'explicit', removed: [], blockCount, retention: {} });
    const change = changeColumns({ ...UNCHANGED, precision: 'Q8_0' });
    const data = { ...change, caveat: 'Rounded twice.', units: [], bytesBefore: 270_000_000, bytesAfter: 144_000_000 };
    await api.database.prisma.pruning.update({ where: { id: pruningId }, data });
    for (const [name, source] of [
      ['novel', 'austen'],
      ['articles', 'wikipedia'],
    ] as const)
      await seedTextEvaluation(api.database, { model: bits, pruningId, name, source, ratio: 1.001 });
    expect((await ask({ slug: 'bits', save: 'BYTES' })).answer).toMatchObject({
      verdict: 'WITHIN',
      change: { removed: [], precision: 'Q8_0' },
      sentence: expect.stringContaining('With Q8_0 weights: 0.1 % more perplexity'),
      caveat: 'Rounded twice.',
      command: 'npx lamina-llm quantize ./bits --types Q8_0 --fallback --out bits-Q8_0',
      removableAt: null,
    });
    const reply = await api.query<{ prunings: { nodes: object[] } }>('{ prunings(filter: { models: ["bits"] }) { nodes { weightType } } }');
    expect(reply.data.prunings.nodes).toEqual([{ weightType: 'Q8_0' }]);
  });

  it('counts the bytes of the file that the command writes, where its write was planned', async () => {
    await api.database.prisma.pruning.updateMany({ where: { changeKey: '3' }, data: { bytesBefore: 98_362_432, bytesAfter: 91_711_488 } });
    expect((await ask({ save: 'BYTES' })).answer).toMatchObject({
      save: 'BYTES',
      sentence: expect.stringContaining('the file shrinks from 98.4 to 91.7 MB'),
      front: [{ verdict: 'WITHIN', change: { removed: [3] }, saved: { bytesAfter: 91_711_488 } }],
    });
  });
});
