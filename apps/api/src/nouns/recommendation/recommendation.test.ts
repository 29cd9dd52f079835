import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { countStatements } from '../../testing/count-statements.ts';
import { seedBenchmark, seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { digestOf, type SeededModel, seedModel } from '../../testing/seed-model.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const REMOVAL = `removed removedAttention removedMlp repair strategies loss lossInterval { low high } probabilityWithin correctedProbability documents command pruning { removedCount }
  saves { parameters parameterRatio bytes cacheBytesPerToken machine prefill { ratio interval { low high } } decode { ratio interval { low high } } }`;
const FIELDS = `verdict statement method maximumLoss metric benchmarks lane lanes comparedCount documentsNeeded model { slug }
  choice { ${REMOVAL} } surer { ${REMOVAL} } measure { reason strategies counts units repairs benchmarks documents efficiency }`;
const QUERY = `query ($model: String!, $maximumLoss: Float!, $metric: String, $units: [UnitKind!], $lane: String) {
  recommendation(model: $model, maximumLoss: $maximumLoss, metric: $metric, units: $units, lane: $lane) { ${FIELDS} } }`;

interface Removal {
  readonly removed: readonly number[];
  readonly loss: number;
  readonly probabilityWithin: number;
  readonly correctedProbability: number;
  readonly command: string;
}
interface Answer {
  readonly verdict: string;
  readonly statement: string;
  readonly comparedCount: number;
  readonly choice: Removal | null;
  readonly surer: Removal | null;
  readonly measure: { readonly counts: readonly number[] } | null;
}

describe('a recommendation', () => {
  let api: TestApi;
  let model: SeededModel;
  const blockCount = 8;
  const seed = (strategy: string, removed: readonly number[], retention: Readonly<Record<string, number>>, drawSeed?: number) =>
    seedEvaluatedPruning(api.database, model, {
      ...{ strategy, removed, blockCount, retention, sampleCount: 200, retentionStandardError: 0.02 },
      ...(drawSeed === undefined ? {} : { seed: drawSeed }),
    });

  beforeAll(async () => {
    api = await startTestApi();
    model = await seedModel(api.database, { slug: 'model', blockCount });
    const one = await seed('block-influence', [3], { facts: 1, words: 1.04 });
    await api.database.prisma.modelRevision.update({ where: { id: model.revisionKey }, data: { precision: 'fp32' } });
    await seed('reverse', [3], { facts: 1, words: 1.04 });
    const two = await seed('block-influence', [3, 4], { facts: 0.95, words: 0.97 });
    // Known of the graph, without a measurement.
    await api.database.prisma.pruning.update({ where: { id: two }, data: { cacheBytesPerToken: 96 } });
    await seed('reverse', [5, 6, 7], { facts: 0.5, words: 0.7 });
    // A lucky draw, and a model that shares nothing with this one.
    await seed('random-inner', [1, 2, 3, 4], { facts: 1, words: 1 }, 7);
    await seedModel(api.database, { slug: 'untried', blockCount });
    await seedEfficiency(api, model, one);
  });
  afterAll(() => api.close());

  async function recommend(variables: object = {}): Promise<Answer> {
    const reply = await api.query<{ recommendation: Answer }>(QUERY, { model: 'model', maximumLoss: 0.05, ...variables });
    expect(reply.errors).toBeUndefined();
    return reply.data.recommendation;
  }

  it('is the removal that saves most among those with an estimated loss within the maximum, and a smaller, more certain one', async () => {
    const answer = await recommend();
    expect(answer).toMatchObject({
      verdict: 'LIKELY',
      model: { slug: 'model' },
      benchmarks: ['facts', 'words'],
      lane: 'made-evaluation-lane',
      lanes: ['made-evaluation-lane'],
      // Two strategies chose layer 3: one removal. The random draw is a control.
      comparedCount: 3,
      choice: {
        removed: [3, 4],
        removedAttention: [],
        repair: null,
        strategies: ['BLOCK_INFLUENCE'],
        documents: 200,
        command: 'lamina prune ./model --remove 3,4 --out model-without-3-4',
        pruning: { removedCount: 2 },
        saves: { parameters: 20, parameterRatio: 0.02, bytes: 80, cacheBytesPerToken: 32, prefill: null },
      },
      surer: { removed: [3], strategies: ['REVERSE', 'BLOCK_INFLUENCE'] },
    });
    // Loss (0.05 + 0.03) / 2, error √(0.02² + 0.02²) / 2; Φ((0.05 − 0.04) / 0.0141421) by Python 3.12; Holm: 1 − 2 (1 − Φ).
    expect(answer.choice?.loss).toBeCloseTo(0.04, 12);
    expect(answer.choice?.probabilityWithin).toBeCloseTo(0.7602499389065233, 9);
    expect(answer.choice?.correctedProbability).toBeCloseTo(1 - 2 * (1 - 0.7602499389065233), 9);
    expect(answer.statement).toBe(
      'Most likely, remove blocks 3, 4: an estimated loss of 4 % (95 %: 1.2 % to 6.8 %). It is within 5 % of the mean retention over 2 benchmarks, but that is not sure: probability 0.76 alone, at least 0.52 after correction for 3 removals that were compared.',
    );
  });

  it('is sure where it stays so after correction, and says what was measured of its saving', async () => {
    const answer = await recommend({ maximumLoss: 0.035, metric: 'words' });
    expect(answer).toMatchObject({ verdict: 'LIKELY', benchmarks: ['words'], choice: { removed: [3, 4] } });
    const sure = await recommend({ maximumLoss: 0.025, metric: 'words' });
    expect(sure).toMatchObject({
      verdict: 'WITHIN',
      documentsNeeded: null,
      choice: {
        removed: [3],
        loss: expect.closeTo(-0.04, 12),
        saves: {
          parameters: 10,
          bytes: 250,
          cacheBytesPerToken: 16,
          machine: 'host',
          prefill: { ratio: 1.2, interval: { low: 1.1, high: 1.3 } },
          decode: null,
        },
      },
      surer: null,
      measure: null,
    });
    expect(sure.statement).toMatch(/^Remove block 3: a loss of −4 % .* sure at 95 %, corrected for 3 removals/);
  });

  it('says what to measure where documents or other removals would settle it', async () => {
    expect(await recommend({ metric: 'facts', maximumLoss: 0.01 })).toMatchObject({
      verdict: 'LIKELY',
      choice: { removed: [3] },
      // 200 (Φ⁻¹(1 − 0.05/3) · 0.02 / 0.01)² = 3622.8; the benchmark has 10.
      documentsNeeded: 3623,
      measure: {
        reason: expect.stringContaining('It takes 3623 documents'),
        strategies: ['RELATIVE_MAGNITUDE', 'ANGULAR_SPAN', 'LEAVE_ONE_OUT_LOSS', 'GREEDY_LOSS'],
        counts: [1],
        benchmarks: ['facts'],
      },
    });
    await seedBenchmark(api.database, 'other');
    expect(await recommend({ model: 'untried' })).toMatchObject({
      verdict: 'UNMEASURED',
      lane: null,
      choice: null,
      comparedCount: 0,
      measure: {
        strategies: ['BLOCK_INFLUENCE', 'ANGULAR_SPAN', 'LEAVE_ONE_OUT_LOSS'],
        counts: [1, 2, 4],
        units: [['BLOCK']],
        repairs: [],
        benchmarks: ['facts', 'other', 'words'],
        documents: null,
        efficiency: true,
      },
    });
    expect(await recommend({ metric: 'other' })).toMatchObject({ verdict: 'UNMEASURED', measure: { benchmarks: ['other'] } });
  });

  it('leaves out removals of units that were not requested', async () => {
    expect(await recommend({ units: ['BLOCK', 'MLP'] })).toMatchObject({ comparedCount: 3 });
    const halves = await recommend({ units: ['ATTENTION'] });
    expect(halves).toMatchObject({
      ...{ verdict: 'UNMEASURED', comparedCount: 0 },
      measure: { strategies: ['BLOCK_INFLUENCE', 'LEAVE_ONE_OUT_LOSS'], counts: [1, 2, 4], units: [['ATTENTION']] },
    });
    expect(halves.statement).toContain('No pruning of these units');
  });

  it('is found by global id, and as a field of the model, in few statements', async () => {
    const byId = await recommend({ model: encodeGlobalId('Model', model.modelKey) });
    const [reply, statements] = await countStatements(api, () =>
      api.query<{ model: { recommendation: Answer } }>(
        `query { model(slug: "model") { recommendation(maximumLoss: 0.05) { ${FIELDS} } } }`,
      ),
    );
    expect(reply.data.model.recommendation).toEqual(byId);
    // The model, its facts, prunings, efficiencies and benchmarks; then the two prunings in one.
    expect(statements.different).toBeLessThanOrEqual(7);
    expect(statements.mostRepeated).toBe(1);
  });

  it('names the model in its command as it was registered, but no folder of the scorer', async () => {
    const { revisionKey } = model;
    const commandAt = async (location: string) => {
      await api.database.prisma.modelRevision.update({ where: { id: revisionKey }, data: { location } });
      return (await recommend()).choice?.command;
    };
    expect(await commandAt('org/name@main:fp16')).toBe('lamina prune org/name@main:fp16 --remove 3,4 --out name-without-3-4');
    expect(await commandAt('lamina-llama-8')).toBe('lamina prune lamina-llama-8 --remove 3,4 --out lamina-llama-8-without-3-4');
    expect(await commandAt('/secret/folder/model')).toBe('lamina prune ./model --remove 3,4 --out model-without-3-4');
  });

  it('is measured only where workers have the files, or fetch them', async () => {
    const setSource = (source: string) => api.database.prisma.model.update({ where: { slug: 'untried' }, data: { source } });
    await setSource('declared');
    const declared = await recommend({ model: 'untried' });
    expect(declared).toMatchObject({ measure: null, statement: expect.stringContaining('No files of the model are here') });
    await setSource('package');
    expect(await recommend({ model: 'untried' })).toMatchObject({ measure: { counts: [1, 2, 4] } });
  });

  it('is read for all models of a list in the same statements', async () => {
    const query = '{ models { nodes { slug recommendation(maximumLoss: 0.05) { verdict comparedCount } } } }';
    const [reply, statements] = await countStatements(api, () => api.query<object>(query));
    expect(reply.data).toEqual({
      models: {
        nodes: [
          { slug: 'model', recommendation: { verdict: 'LIKELY', comparedCount: 3 } },
          { slug: 'untried', recommendation: { verdict: 'UNMEASURED', comparedCount: 0 } },
        ],
      },
    });
    expect(statements).toEqual({ different: 5, mostRepeated: 1 });
  });

  it('is a repair where removal alone loses too much, with the command that solves it as it was solved', async () => {
    const repairable = await seedModel(api.database, { slug: 'repairable', blockCount });
    const setting = { calibration: 'austen', window: 128, windows: null, bos: 'auto', tokenRule: 'all' };
    const facts = { strategy: 'block-influence', removed: [3, 4], blockCount, sampleCount: 200 };
    await seedEvaluatedPruning(api.database, repairable, { ...facts, retention: { facts: 0.8 } });
    const repair = { kind: 'linear-fold', setting: { ...setting, kind: 'linear-fold' } };
    await seedEvaluatedPruning(api.database, repairable, { ...facts, repair, retention: { facts: 0.99 } });
    // A repair of which it is not known how it was solved has no command.
    const unknown = { kind: 'linear', setting: undefined as unknown as object };
    await seedEvaluatedPruning(api.database, repairable, { ...facts, repair: unknown, retention: { facts: 1 } });
    const answer = await recommend({ model: 'repairable' });
    expect(answer).toMatchObject({
      comparedCount: 2,
      choice: {
        removed: [3, 4],
        repair: 'LINEAR_FOLD',
        command:
          'lamina prune ./repairable --remove 3,4 --repair linear-fold --calibration-text models/calibration/austen.txt --calibration-documents --window 128 --out repairable-without-3-4-linear-fold',
      },
    });
    // GGUF holds no repair.
    await api.database.prisma.modelRevision.update({ where: { id: repairable.revisionKey }, data: { format: 'gguf' } });
    expect((await recommend({ model: 'repairable' })).choice?.command).toContain(' --format onnx --out ');
    expect(answer.statement).toContain('Remove blocks 3, 4, repaired by linear-fold: a loss of 1 %');
  });

  it('refuses what is no share, and models and benchmarks that it does not know', async () => {
    const codeOf = async (variables: object) => (await api.query(QUERY, { model: 'model', maximumLoss: 0.05, ...variables })).errors?.[0];
    expect(await codeOf({ maximumLoss: 5 })).toMatchObject({
      message: expect.stringContaining('0.05 for 5 %'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await codeOf({ maximumLoss: 0 })).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await codeOf({ model: 'nobody' })).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(await codeOf({ metric: 'nothing' })).toMatchObject({
      message: expect.stringContaining('"nothing"'),
      extensions: { code: 'NOT_FOUND' },
    });
  });
});

/** The whole model and one pruning, which is measured alternately with it. */
async function seedEfficiency({ database }: TestApi, { revisionKey }: SeededModel, pruningId: string): Promise<void> {
  const machine = {
    machine: 'host',
    machineDigest: digestOf('host'),
    provider: 'cpu',
    device: 'a machine',
    runtimeVersion: '1',
    threads: 1,
  };
  const shape = { precision: 'float32', batch: 1, promptTokens: 8, generatedTokens: 0, warmUps: 1, repetitions: 3, parameterCount: 1000 };
  const speed = {
    prefillTokensPerSecond: 100,
    prefillLow: 90,
    prefillHigh: 110,
    peakMemoryBytes: 3000,
    baseMemoryBytes: 1000,
    measuredAlone: true,
  };
  const shared = { revisionId: revisionKey, ...machine, ...shape, ...speed };
  const ratio = { prefillRatio: 1.2, prefillRatioLow: 1.1, prefillRatioHigh: 1.3 };
  await database.prisma.efficiency.createMany({
    data: [
      { ...shared, digest: digestOf('dense'), weightsBytes: 4000, cacheBytesPerToken: 128 },
      { ...shared, digest: digestOf('pruned'), pruningId, weightsBytes: 3750, cacheBytesPerToken: 112, ...ratio },
    ],
  });
}
