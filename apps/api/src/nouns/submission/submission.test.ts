import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval } from '@lamina/plans';
import { encodeGlobalId, parseGlobalId } from '../../data/global-id.ts';
import { seedEvaluatedPruning } from '../../testing/seed-evaluated-pruning.ts';
import { seedModel } from '../../testing/seed-model.ts';
import { seedScoreRun } from '../../testing/seed-score-run.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const UNKNOWN_KEY = '00000000-0000-7000-8000-000000000000';
type Name = 'ScoreRun' | 'Pruning' | 'Evaluation';

describe('single jobs', () => {
  let api: TestApi;
  let scoreRun: string;
  let otherRun: string;
  let pruning: string;

  beforeAll(async () => {
    api = await startTestApi();
    const one = await seedModel(api.database, { slug: 'one' });
    const two = await seedModel(api.database, { slug: 'two' });
    scoreRun = encodeGlobalId('ScoreRun', await seedScoreRun(api.database, one, [0.1, 0.2, 0.3, 0.4]));
    otherRun = encodeGlobalId('ScoreRun', await seedScoreRun(api.database, two, [0.1, 0.2, 0.3, 0.4]));
    const seed = { strategy: 'reverse', removed: [3], blockCount: 4, retention: { facts: 0.9 } };
    pruning = encodeGlobalId('Pruning', await seedEvaluatedPruning(api.database, one, seed));
  });
  afterAll(() => api.close());

  const submit = async (name: Name, input: object, headers: Readonly<Record<string, string>> = ADMIN_HEADERS) => {
    const query = `mutation ($input: Submit${name}Input!) { submit${name}(input: $input) {
      job { id kind status model { slug } study { id } scoreRun { id } prunings { totalCount } evaluations { totalCount } } } }`;
    const reply = await api.query<Record<string, { job: { id: string } }>>(query, { input }, headers);
    return { code: reply.errors?.[0]?.extensions.code, message: reply.errors?.[0]?.message, job: reply.data?.[`submit${name}`]?.job };
  };
  const payloads = async () => (await api.database.prisma.job.findMany({ orderBy: { id: 'desc' }, take: 1 }))[0]?.payload;

  it('are queued for their model, with what a scorer needs to know', async () => {
    const cut = { model: 'one', calibration: 'made-text', window: 128, windows: 3, bos: 'NEVER' };
    const { job } = await submit('ScoreRun', cut);
    const nothing = { study: null, scoreRun: null, prunings: { totalCount: 0 }, evaluations: { totalCount: 0 } };
    expect(job).toMatchObject({ kind: 'SCORE_MODEL', status: 'QUEUED', model: { slug: 'one' }, ...nothing });
    expect(await payloads()).toMatchObject({ calibration: 'made-text', window: 128, windows: 3, bos: 'never' });

    await submit('Pruning', {
      model: 'one',
      strategies: ['BLOCK_INFLUENCE'],
      counts: [1, 2],
      removals: [{ blocks: [0, 3] }],
      scoreRun,
    });
    expect(await payloads()).toMatchObject({
      strategies: ['block-influence', 'explicit'],
      counts: [1, 2],
      seeds: [0, 1, 2, 3, 4],
      removals: [createRemoval({ blocks: [0, 3] })],
      scoreRunId: expect.any(String),
    });

    await submit('Evaluation', { model: 'one', benchmarks: ['facts', 'facts'], prunings: [pruning] });
    expect(await payloads()).toMatchObject({ subject: 'prunings', benchmarks: ['facts'], pruningIds: [expect.any(String)] });
    await submit('Evaluation', { model: 'one', benchmarks: ['facts'] });
    expect(await payloads()).not.toHaveProperty('pruningIds');
    expect(await payloads()).toMatchObject({ bos: 'auto' });
    await submit('Evaluation', { model: 'one', benchmarks: ['facts'], bos: 'ALWAYS' });
    expect(await payloads()).toMatchObject({ bos: 'always', texts: [] });
  });

  it('measure losses on named texts, as much of each as is asked', async () => {
    const reading = { contextTokens: 256, maximum: 32, limits: [0.05] };
    await submit('Evaluation', { model: 'one', texts: ['austen', 'wikipedia'], reading });
    const texts = ['austen', 'wikipedia'];
    expect(await payloads()).toMatchObject({ texts, reading: { ...reading, minimum: 16, step: 16 }, benchmarks: [] });
  });

  it('keep the tokens of some characters, without any strategy', async () => {
    await submit('Pruning', { model: 'one', vocabularies: ['latin', 'ascii,han'], types: ['Q8_0'] });
    expect(await payloads()).toMatchObject({
      strategies: ['explicit'],
      removals: [],
      vocabularies: ['latin', 'ascii,han'],
      types: ['Q8_0'],
    });
  });

  it('combine units that go with fewer tokens and fewer bits', async () => {
    const all = { removal: { attention: [2] }, keepVocabulary: 'latin', type: 'Q8_0' };
    await submit('Pruning', { model: 'one', combinations: [all, { keepVocabulary: 'latin', type: 'embedding=Q4_0' }] });
    expect(await payloads()).toMatchObject({
      strategies: ['explicit'],
      combinations: [
        { remove: [{ kind: 'attention', block: 2 }], keepVocabulary: 'latin', type: 'Q8_0' },
        { remove: [], keepVocabulary: 'latin', type: 'embedding=Q4_0' },
      ],
    });
  });

  it('write the model of a pruning, unless it is unknown, imported, or of a model that changed or has no files', async () => {
    const query = 'mutation ($pruning: ID!) { writePruning(pruning: $pruning) { job { kind status model { slug } } } }';
    const write = (id: string, headers: Readonly<Record<string, string>> = ADMIN_HEADERS) =>
      api.query<{ writePruning: { job: object } }>(query, { pruning: id }, headers);
    const { data } = await write(pruning);
    expect(data?.writePruning.job).toEqual({ kind: 'WRITE_PRUNING', status: 'QUEUED', model: { slug: 'one' } });
    expect(await payloads()).toEqual({ pruningId: parseGlobalId(pruning, 'Pruning') });
    const codeOf = async (id: string, headers?: Readonly<Record<string, string>>) =>
      (await write(id, headers)).errors?.[0]?.extensions.code;
    expect(await codeOf(pruning, {})).toBe('UNAUTHENTICATED');
    expect(await codeOf(encodeGlobalId('Pruning', UNKNOWN_KEY))).toBe('NOT_FOUND');
    const { prisma } = api.database;
    const other = await seedModel(api.database, { slug: 'three' });
    const seed = { strategy: 'reverse', removed: [3], blockCount: 4, retention: { facts: 0.9 } };
    const key = await seedEvaluatedPruning(api.database, other, seed);
    const id = encodeGlobalId('Pruning', key);
    await prisma.pruning.update({ where: { id: key }, data: { isImported: true } });
    expect(await codeOf(id)).toBe('CONFLICT');
    await prisma.pruning.update({
      where: { id: key },
      data: { isImported: false, change: { remove: [], repair: { kind: 'linear' }, precision: null } },
    });
    expect(await codeOf(id)).toBe('CONFLICT');
    await prisma.model.update({ where: { slug: 'one' }, data: { source: 'declared' } });
    expect(await codeOf(pruning)).toBe('CONFLICT');
    await prisma.model.update({ where: { slug: 'one' }, data: { source: 'folder' } });
  });

  it('are made once per key', async () => {
    const input = { model: 'one', calibration: 'made-text', idempotencyKey: 'once' };
    const [first, second] = await Promise.all([submit('ScoreRun', input), submit('ScoreRun', input)]);
    expect(first.job?.id).toBeDefined();
    expect(second.job?.id).toBe(first.job?.id);
  });

  it.each<[Name, object, string]>([
    ['ScoreRun', { model: 'none', calibration: 'made-text' }, 'NOT_FOUND'],
    ['ScoreRun', { model: 'one', calibration: '../secret' }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', window: 1 }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one' }, 'BAD_USER_INPUT'],
    ['Evaluation', { model: 'one' }, 'BAD_USER_INPUT'],
    ['Evaluation', { model: 'one', texts: ['austen'], reading: { contextTokens: 1 } }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', strategies: ['REVERSE'] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', strategies: ['REVERSE'], counts: [4] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', strategies: ['EXPLICIT'], counts: [1] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', strategies: ['GREEDY_LOSS'], counts: [1] }, 'CONFLICT'],
    ['Pruning', { model: 'one', strategies: ['ITERATE'], counts: [1] }, 'CONFLICT'],
    ['Pruning', { model: 'one', strategies: ['ITERATE_REPAIR'], counts: [1] }, 'CONFLICT'],
    ['Pruning', { model: 'one', strategies: ['EVOLUTIONARY'], counts: [1] }, 'CONFLICT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', iterateRepair: { count: 1, kind: 'NONE' } }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', iterateRepair: { count: 1 }, searchUnits: [['MLP']] }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', iterateRepair: { count: 1 }, documentPart: '1/2' }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', evolve: { counts: [0] } }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', evolve: { counts: [1], passes: 0 } }, 'BAD_USER_INPUT'],
    ['ScoreRun', { model: 'one', calibration: 'made-text', evolve: { counts: [1], seeds: [-1] } }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', removals: [{ attention: [-1] }] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', vocabularies: ['latin,english'] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', types: ['Q9'] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', removals: [{ blocks: [4] }] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', combinations: [{ removal: { blocks: [4] }, type: 'Q8_0' }] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', combinations: [{ removal: { blocks: [] } }] }, 'BAD_USER_INPUT'],
    ['Pruning', { model: 'one', removals: [{ blocks: [0, 1, 2, 3] }] }, 'BAD_USER_INPUT'],
    ['Evaluation', { model: 'one', benchmarks: [] }, 'BAD_USER_INPUT'],
    ['Evaluation', { model: 'one', benchmarks: ['facts'], prunings: ['nonsense'] }, 'BAD_USER_INPUT'],
    ['Evaluation', { model: 'one', benchmarks: ['facts'], prunings: [encodeGlobalId('Pruning', UNKNOWN_KEY)] }, 'NOT_FOUND'],
  ])('refuses submit%s of %j and writes nothing', async (name, input, code) => {
    const before = await api.database.prisma.job.count();
    expect(await submit(name, input)).toMatchObject({ code });
    expect(await api.database.prisma.job.count()).toBe(before);
  });

  it('refuses prunings and score runs of another model, and callers without the scope', async () => {
    expect(await submit('Evaluation', { model: 'two', benchmarks: ['facts'], prunings: [pruning] })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await submit('Pruning', { model: 'one', removals: [{ blocks: [0] }], scoreRun: otherRun })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await submit('ScoreRun', { model: 'one', calibration: 'made-text' }, {})).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('takes layers from the searches of a score run that has them', async () => {
    const asked = [
      { search: 'ITERATE', units: ['MLP', 'ATTENTION'], counts: [2] },
      { search: 'ITERATE_REPAIR', counts: [3] },
      { search: 'EVOLVE', counts: [1, 3] },
    ];
    const settings = { searchPasses: 20, searchSeeds: [0, 2, 2], searchFitness: 'LOSS', searchRepair: 'LINEAR' };
    await submit('ScoreRun', { model: 'one', calibration: 'made-text', searches: asked, ...settings });
    expect(await payloads()).toMatchObject({
      searches: [
        { search: 'iterate', units: ['attention', 'mlp'], counts: [2] },
        { search: 'iterate-repair', units: ['block'], counts: [3] },
        { search: 'evolve', units: ['block'], counts: [1, 3] },
      ],
      searchPasses: 20,
      searchSeeds: [0, 2],
      searchFitness: 'loss',
      searchRepair: 'linear',
    });
    const { id } = await api.database.prisma.scoreRun.findFirstOrThrow({ where: { revision: { model: { slug: 'one' } } } });
    const sublayers = [{ kind: 'mlp', block: 2 }, ...[0, 1].map((block) => ({ kind: 'attention', block }))];
    const found = { values: [], seed: null, repair: null };
    const layers = (...blocks: readonly number[]) => ({
      ...found,
      units: ['block'],
      order: blocks.map((block) => ({ kind: 'block', block })),
    });
    const searches = [
      { search: 'iterate', ...layers(2, 1) },
      { search: 'iterate-repair', ...layers(2, 1, 0), repair: 'linear' },
      { search: 'evolve', ...layers(0, 1), seed: 0 },
      { ...found, search: 'iterate', units: ['attention', 'mlp'], order: sublayers },
    ];
    await api.database.prisma.scoreRun.update({ where: { id }, data: { searches } });
    const prune = (strategy: string, count: number) => submit('Pruning', { model: 'one', strategies: [strategy], counts: [count] });
    expect(await prune('ITERATE', 2)).toMatchObject({ code: undefined });
    expect(await prune('ITERATE', 3)).toMatchObject({ code: 'CONFLICT' });
    expect(await prune('ITERATE_REPAIR', 3)).toMatchObject({ code: undefined });
    expect(await prune('EVOLUTIONARY', 2)).toMatchObject({ code: undefined });
    expect(await prune('EVOLUTIONARY', 1)).toMatchObject({ code: 'CONFLICT' });
    const pruneHalves = (strategy: string, units: readonly string[]) =>
      submit('Pruning', { model: 'one', strategies: [strategy], counts: [3], units: [units] });
    expect(await pruneHalves('ITERATE', ['ATTENTION', 'MLP'])).toMatchObject({ code: undefined });
    expect(await pruneHalves('ITERATE', ['ATTENTION'])).toMatchObject({ code: 'CONFLICT' });
    expect(await pruneHalves('GREEDY_LOSS', ['MLP', 'ATTENTION'])).toMatchObject({ code: 'CONFLICT' });
  });
});
