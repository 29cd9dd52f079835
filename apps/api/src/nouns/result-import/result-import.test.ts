import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const IMPORT = `mutation ($input: ImportEvaluationsInput!) { importEvaluations(input: $input) { isNew resultImport {
  id submittedBy skipped contentSha256 model { slug }
  evaluations(orderBy: [{ field: BENCHMARK }, { field: METRIC }]) { nodes { metric value standardError shots sampleCount lane retention
    verification benchmark { name version kind } provenance { source runtime { provider version precision } } } } } } }`;
const IMPORT_SCORES = `mutation ($input: ImportLayerScoresInput!) { importLayerScores(input: $input) { imports { isNew resultImport { model { slug }
  scoreRuns { nodes { lane verification calibration { window calibrationSet { name textSha256 } }
    layerScores(orderBy: [{ field: METRIC }, { field: LAYER_INDEX }]) { nodes { layerIndex metric mean rank count standardError confidenceInterval { low high } } } } } } } } }`;

/** A results.json as lm-evaluation-harness 0.4.9 writes it, cut down to what is read. */
const RESULTS = {
  results: {
    facts: { alias: 'facts', 'acc,none': 0.8, 'acc_stderr,none': 0.02, 'acc_norm,none': 0.5, 'acc_norm_stderr,none': 0.03 },
    words: { alias: 'words', 'acc,none': 0.2, 'acc_stderr,none': 0.02 },
    sums: { alias: 'sums', 'exact_match,strict-match': 0.1, 'exact_match_stderr,strict-match': 'N/A' },
    both: { alias: 'both', 'acc,none': 0.5, 'acc_stderr,none': 0.02 },
  },
  groups: { both: { alias: 'both', 'acc,none': 0.5 } },
  versions: { facts: 1, words: '1.0', sums: 3 },
  'n-shot': { facts: 0, words: 0, sums: 5 },
  'n-samples': { facts: { original: 200, effective: 100 } },
  config: { model: 'hf', model_args: 'pretrained=org/name,dtype=float16', limit: 100 },
  lm_eval_version: '0.4.9',
};
const CALIBRATION = { name: 'own text', window: 128, bos: 'NEVER', tokenCount: 1000 };

interface Imported {
  readonly isNew: boolean;
  readonly resultImport: { readonly id: string; readonly evaluations: { readonly nodes: readonly { readonly value: number }[] } };
}

describe('imported evaluations', () => {
  let api: TestApi;
  let pruning: string;

  beforeAll(async () => {
    api = await startTestApi();
    const model = await seedModel(api.database, { slug: 'model' });
    pruning = encodeGlobalId(
      'Pruning',
      await seedEvaluatedPruning(api.database, model, {
        strategy: 'reverse',
        removed: [3],
        blockCount: 4,
        retention: { facts: 0.5, words: 1 },
      }),
    );
    await seedModel(api.database, { slug: 'other' });
  });
  afterAll(() => api.close());

  const send = (input: object, headers: Record<string, string> = ADMIN_HEADERS) =>
    api.query<{ importEvaluations: Imported }>(IMPORT, { input: { model: 'model', format: 'LM_EVAL_RESULTS', ...input } }, headers);

  it('of a removal that is not known here are stored with it, once, and stand beside the dense ones', async () => {
    const content = JSON.stringify({ ...RESULTS, lm_eval_version: '0.4.10' });
    const half = JSON.stringify({ ...RESULTS, results: { words: { 'acc,none': 0.1, 'acc_stderr,none': 0.02 } } });
    expect((await send({ content })).errors).toBeUndefined();
    const removal = { removed: [2, 0], strategy: 'RANDOM_INNER', seed: 3 };
    expect((await send({ content: half, removal })).data.importEvaluations.isNew).toBe(true);
    expect((await send({ content: half, removal })).data.importEvaluations.isNew).toBe(false);
    const stored = await api.database.prisma.pruning.findMany({ where: { strategy: 'random-inner' }, include: { evaluations: true } });
    expect(stored).toMatchObject([{ changeKey: '0-2', seed: 3, artefactPath: null, evaluations: [{ metric: 'acc', retention: 0.5 }] }]);
    for (const wrong of [[], [0, 0], [4], [0, 1, 2, 3]]) {
      const reply = await send({ content: half, removal: { removed: wrong } });
      expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect((await send({ content: half, removal, pruning })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('bring samples, which pair a pruned model with the dense one document by document', async () => {
    const line = (id: number, acc: number): string =>
      JSON.stringify({
        doc_id: id,
        target: '1',
        filtered_resps: [
          ['-1.5', 'True'],
          ['-2.5', 'False'],
        ],
        filter: 'none',
        metrics: ['acc'],
        acc,
      });
    const fileOf = (values: readonly number[]): string => values.map((acc, id) => line(id, acc)).join('\n');
    const results = (acc: number): string => JSON.stringify({ results: { paired: { alias: 'paired', 'acc,none': acc } } });
    const model = 'other';
    const key = await seedEvaluatedPruning(api.database, await seedModel(api.database, { slug: 'third' }), {
      strategy: 'reverse',
      removed: [3],
      blockCount: 4,
      retention: {},
    });
    const answers = { dense: [1, 1, 1, 0], pruned: [1, 0, 1, 0] };
    const dense = { model: 'third', content: results(0.75), samples: [{ task: 'paired', content: fileOf(answers.dense) }] };
    expect((await send(dense)).errors).toBeUndefined();
    expect((await send(dense)).data.importEvaluations.isNew).toBe(false);
    const pruned = { ...dense, content: results(0.5), pruning: encodeGlobalId('Pruning', key) };
    const sent = await send({ ...pruned, samples: [{ task: 'paired', content: fileOf(answers.pruned) }] });
    expect(sent.errors).toBeUndefined();
    const stored = await api.database.prisma.evaluation.findFirstOrThrow({ where: { pruningId: key }, include: { samples: true } });
    // R = 2/3; residuals pruned − R · dense: 1/3 −2/3 1/3 0, squares 2/3, so sqrt(2/3 / 3 / 4) / 0.75. Differences 0 −1 0 0: sqrt(0.75 / 3 / 4).
    expect(stored.retention).toBeCloseTo(2 / 3, 12);
    expect(stored.retentionStandardError).toBeCloseTo(Math.sqrt(2 / 3 / 3 / 4) / 0.75, 12);
    expect(stored).toMatchObject({ difference: -0.25, differenceMethod: 'paired-normal', sampleCount: 4 });
    expect(stored.differenceStandardError).toBeCloseTo(Math.sqrt(0.75 / 3 / 4), 12);
    expect(stored.samples.map(({ value }) => value)).toEqual(answers.pruned);
    expect(stored.samples[0]).toMatchObject({ documentId: '0', gold: 1, logLikelihoods: [-1.5, -2.5] });
    const code = async (samples: object[]) => (await send({ model, content: results(0.75), samples })).errors?.[0]?.extensions.code;
    expect(await code([{ task: 'paired', content: fileOf(answers.pruned) }])).toBe('BAD_USER_INPUT');
    expect(await code([{ task: 'unknown', content: fileOf(answers.dense) }])).toBe('BAD_USER_INPUT');
    expect(await code([{ task: 'paired', content: 'nonsense' }])).toBe('BAD_USER_INPUT');
    expect(await code([{ task: 'paired', content: `${line(0, 1)}\n${line(0, 0.5)}` }])).toBe('BAD_USER_INPUT');
  });

  it('are stored with the facts of the file, under their own protocol, and compared with measurements made here', async () => {
    const { data, errors } = await send({ content: JSON.stringify(RESULTS) });
    expect(errors).toBeUndefined();
    const { isNew, resultImport } = data.importEvaluations;
    expect(isNew).toBe(true);
    expect(resultImport).toMatchObject({
      submittedBy: 'administrator',
      skipped: ['both acc: a mean over other tasks'],
      model: { slug: 'model' },
    });
    const runtime = { provider: 'external', version: 'lm-evaluation-harness 0.4.9', precision: 'float16' };
    expect(resultImport.evaluations.nodes).toMatchObject([
      // Measured here: 0.8 ± 0.02 of both.
      {
        metric: 'acc',
        value: 0.8,
        standardError: 0.02,
        sampleCount: 100,
        verification: 'CONFIRMED',
        provenance: { source: 'lm-eval-results', runtime },
      },
      {
        metric: 'acc_norm',
        value: 0.5,
        verification: 'SELF_REPORTED',
        benchmark: { name: 'facts', version: '1', kind: 'MULTIPLE_CHOICE' },
      },
      { metric: 'exact_match,strict-match', standardError: null, shots: 5, sampleCount: 0, benchmark: { kind: 'GENERATION' } },
      { metric: 'acc', value: 0.2, verification: 'CONTRADICTED', lane: 'self-reported · lm-evaluation-harness · 0-shot' },
    ]);
  });

  it('are stored once, also if several callers send the same content', async () => {
    const content = JSON.stringify({ ...RESULTS, note: 'again' });
    const count = await api.database.prisma.evaluation.count();
    const replies = await Promise.all([send({ content }), send({ content })]);
    expect(replies.map(({ data }) => data.importEvaluations.isNew).sort()).toEqual([false, true]);
    expect(new Set(replies.map(({ data }) => data.importEvaluations.resultImport.id)).size).toBe(1);
    expect(await api.database.prisma.evaluation.count()).toBe(count + 4);
    expect((await send({ content, model: 'other' })).data.importEvaluations.isNew).toBe(true);
  });

  it('of a pruned model have a retention against the imported dense model', async () => {
    const results = { ...RESULTS, results: { facts: { 'acc,none': 0.6, 'acc_stderr,none': 0.02 } } };
    const { data } = await send({ content: JSON.stringify(results), pruning });
    expect(data.importEvaluations.resultImport.evaluations.nodes).toMatchObject([{ value: 0.6, retention: expect.closeTo(0.75, 12) }]);
  });

  it('do not become the protocol that the leaderboard shows by default', async () => {
    const { data } = await api.query<{ leaderboard: { lane: string; lanes: string[] } }>(
      '{ leaderboard(strategy: REVERSE) { lane lanes } }',
    );
    expect(data.leaderboard.lane).toBe('made-evaluation-lane');
    expect(data.leaderboard.lanes).toContain('self-reported · lm-evaluation-harness · 0-shot');
  });

  it('refuse callers without the scope, other formats, prunings of other models, and empty files', async () => {
    const content = JSON.stringify(RESULTS);
    const codeOf = async (input: object, headers?: Record<string, string>) =>
      (await send({ content, ...input }, headers)).errors?.[0]?.extensions.code;
    expect(await codeOf({}, {})).toBe('UNAUTHENTICATED');
    expect(await codeOf({ format: 'LAYER_SCORES' })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ model: 'other', pruning })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ model: 'none' })).toBe('NOT_FOUND');
    for (const wrong of ['{', '[]', '{}', '{"results":{}}']) expect(await codeOf({ content: wrong })).toBe('BAD_USER_INPUT');
  });

  it('may be larger than other requests', async () => {
    const content = JSON.stringify({ ...RESULTS, config: { filler: 'x'.repeat(1_000_000) } });
    expect((await send({ content })).errors).toBeUndefined();
    expect((await send({ content }, {})).status).toBe(413);
  });
});

describe('imported layer scores', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedModel(api.database, { slug: 'one' });
    await seedModel(api.database, { slug: 'two', blockCount: 2 });
  });
  afterAll(() => api.close());

  const send = (input: object) =>
    api.query<{ importLayerScores: { imports: { isNew: boolean }[] } }>(
      IMPORT_SCORES,
      { input: { calibration: CALIBRATION, tool: 'pytorch 2.9', ...input } },
      ADMIN_HEADERS,
    );

  it('of a CSV become one run per model, ranked, with intervals, marked self-reported', async () => {
    const content =
      'model,layer,metric,mean,standardError,count\none,1,block-influence,0.1,0.01,500\none,0,BLOCK_INFLUENCE,0.3,,\ntwo,0,relative-magnitude@1,2,,\n';
    const { data, errors } = await send({ format: 'CSV', content });
    expect(errors).toBeUndefined();
    const calibration = { window: 128, calibrationSet: { name: 'own text', textSha256: 'unknown: own text' } };
    const low = { layerIndex: 1, mean: 0.1, rank: 1, count: 500, standardError: 0.01 };
    expect(data.importLayerScores.imports).toMatchObject([
      {
        isNew: true,
        resultImport: {
          model: { slug: 'one' },
          scoreRuns: {
            nodes: [
              {
                lane: 'self-reported · own text · window 128 · stride 128 · pytorch 2.9',
                verification: 'SELF_REPORTED',
                calibration,
                layerScores: {
                  nodes: [
                    { layerIndex: 0, metric: 'BLOCK_INFLUENCE', mean: 0.3, rank: 2, count: 1000, confidenceInterval: null },
                    {
                      ...low,
                      confidenceInterval: {
                        low: expect.closeTo(0.1 - 0.01959963984540054, 12),
                        high: expect.closeTo(0.1 + 0.01959963984540054, 12),
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
      {
        resultImport: {
          model: { slug: 'two' },
          scoreRuns: { nodes: [{ layerScores: { nodes: [{ metric: 'RELATIVE_MAGNITUDE', mean: 2 }] } }] },
        },
      },
    ]);
    expect((await send({ format: 'CSV', content })).data.importLayerScores.imports.map(({ isNew }) => isNew)).toEqual([false, false]);
  });

  it('of JSON may leave the model to the import, and a value to be missing', async () => {
    const rows = [
      { layer: 0, metric: 'block-influence', mean: 0.5 },
      { layer: 1, metric: 'block-influence', mean: null },
    ];
    const { data } = await send({ format: 'JSON', content: JSON.stringify(rows), model: 'two' });
    const nodes = [
      { mean: 0.5, rank: 1 },
      { mean: null, rank: null, count: 0 },
    ];
    expect(data.importLayerScores.imports).toMatchObject([{ resultImport: { scoreRuns: { nodes: [{ layerScores: { nodes } }] } } }]);
  });

  it('refuse rows that name no layer of the model, none twice, no metric and no number; nothing is stored then', async () => {
    const count = await api.database.prisma.scoreRun.count();
    const messageOf = async (rows: unknown, more: object = {}) => {
      const reply = await send({ format: 'JSON', content: JSON.stringify(rows), model: 'two', ...more });
      expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      return reply.errors?.[0]?.message;
    };
    const row = { layer: 0, metric: 'block-influence', mean: 0.5 };
    expect(await messageOf([{ ...row, layer: 2 }])).toContain('layer 2 of two');
    expect(await messageOf([row, row])).toContain('two rows');
    expect(await messageOf([row, { ...row, metric: 'importance' }])).toMatch(/row 2.*"importance" is not a metric/);
    expect(await messageOf([{ ...row, mean: 'high' }])).toContain('row 1, mean');
    expect(await messageOf([{ ...row, layer: null }])).toContain('row 1, layer');
    expect(await messageOf([])).toContain('0 rows');
    expect(await messageOf([row], { model: null })).toContain('has no model');
    expect(await messageOf([row], { calibration: { ...CALIBRATION, textSha256: 'abc' } })).toContain('textSha256');
    expect(await api.database.prisma.scoreRun.count()).toBe(count);
  });
});
