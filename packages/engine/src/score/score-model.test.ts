import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { createValueInfo, type Model } from '@lamina/onnx';
import { changeOf, createRemoval } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, buildTinyEncoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import * as ort from 'onnxruntime-node';
import { FIXTURES, fixtureFolder, type GoldenScore, maskOf, readGolden, withoutBlocks } from '../session/golden.fixture.ts';
import { ALONE, measureTiny, ROWS } from './measure-tiny.fixture.ts';
import { type ScoreResult, scoreModel } from './score-model.ts';

// Golden numbers are float64; ONNX Runtime computes the same in float32.
const TOLERANCE = 1e-5;
const NLL_TOLERANCE = 2e-4;
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const score = (options: Parameters<typeof measureTiny>[1]): Promise<ScoreResult> => measureTiny(temporary.path, options);

function expectGolden(actual: ScoreResult, golden: GoldenScore): void {
  assertTensorsClose(actual.blockInfluence.mean, golden.blockInfluence, TOLERANCE);
  assertTensorsClose(actual.blockInfluenceFinalNorm.mean, golden.blockInfluenceFinalNorm, TOLERANCE);
  assertTensorsClose(actual.relativeMagnitude.mean, golden.relativeMagnitude, TOLERANCE);
  assertTensorsClose(actual.hiddenNorm.mean, golden.hiddenNorm, 10 * TOLERANCE);
  assertTensorsClose(actual.cosineMatrix.flat(), golden.cosineMatrix.flat(), TOLERANCE);
  assertTensorsClose(actual.angularLastToken.flat(), golden.angularLastToken.flat(), TOLERANCE);
  assertTensorsClose(actual.nllPerWindow, golden.nllPerWindow, NLL_TOLERANCE);
  expect(actual.definition.tokens).toBe(golden.tokens);
  expect(actual.blockInfluence.count).toEqual(golden.blockInfluence.map(() => golden.tokens));
  expect(actual.blockInfluence.undefinedCount).toEqual(golden.blockInfluence.map(() => 0));
}

describe.each(FIXTURES)('scoreModel on %s', (name) => {
  const golden = readGolden(name);
  const [dense, ...pruned] = golden.results;
  if (!dense) throw new Error('the fixture has no dense result');
  const model = fixtureFolder(name);

  it('equals PyTorch in every metric', async () => {
    const result = await score({ model, input: { inputIds: golden.inputIds } });
    expectGolden(result, dense.full);
    expect(result.model).toMatchObject({ blocks: 3, hiddenSize: 32, vocabularySize: 64, precision: 'fp32' });
    expect(result.model.normPlacement).toBe(name === 'tiny-llama' ? 'pre' : 'post');
    // Counted from the shapes that config.json gives.
    expect(result.model.parameters).toBe(name === 'tiny-llama' ? 31_968 : 42_272);
  });

  it('equals PyTorch block by block, dense and with blocks removed', async () => {
    expectGolden(await score({ model, input: { inputIds: golden.inputIds }, blockByBlock: true, batch: 4 }), dense.full);
    for (const { removed, full } of pruned.slice(0, 2)) {
      const result = await score({
        model,
        input: { inputIds: golden.inputIds },
        blockByBlock: true,
        change: changeOf(withoutBlocks(...removed)),
      });
      assertTensorsClose(result.nllPerWindow, full.nllPerWindow, NLL_TOLERANCE);
      for (const block of removed) expect(result.blockInfluence.mean[block]).toBe(0);
    }
  });

  it('says what leaving out each block adds to the loss, per predicted token', async () => {
    const result = await score({
      model,
      input: { inputIds: golden.inputIds },
      searches: [ALONE, { search: 'greedy', units: ['block'], counts: [1] }],
    });
    const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
    const predicted = dense.full.tokens - golden.inputIds.length;
    for (const { removed, full } of pruned.filter(({ removed: blocks }) => blocks.length === 1)) {
      const expected = (sumOf(full.nllPerWindow) - sumOf(dense.full.nllPerWindow)) / predicted;
      expect(result.lossIncrease?.mean[removed[0] ?? -1]).toBeCloseTo(expected, 5);
    }
    const increases = result.lossIncrease?.mean.map((mean) => mean ?? Number.POSITIVE_INFINITY) ?? [];
    expect(result.searches[1]?.order.map(({ block }) => block)).toEqual([increases.indexOf(Math.min(...increases))]);
  });

  it('equals PyTorch on padded rows: padding is never counted', async () => {
    expectGolden(await score({ model, input: { inputIds: golden.inputIds, attentionMask: maskOf(golden) }, batch: 6 }), dense.padded);
  });

  it('does not see what stands in the padding', async () => {
    const attentionMask = maskOf(golden);
    const other = golden.inputIds.map((row, index) => row.map((id, position) => (position < (golden.lengths[index] ?? 0) ? id : 63 - id)));
    expectGolden(await score({ model, input: { inputIds: other, attentionMask } }), dense.padded);
  });

  it('gives the same whatever the batch', async () => {
    const input = { inputIds: golden.inputIds, attentionMask: maskOf(golden) };
    const single = await score({ model, input, batch: 1 });
    for (const batch of [2, 5, 6]) {
      const other = await score({ model, input, batch });
      assertTensorsClose(other.blockInfluence.mean, single.blockInfluence.mean, 1e-4);
      assertTensorsClose(other.nllPerWindow, single.nllPerWindow, 1e-4);
      expect(other.units.blockInfluence).toHaveLength(single.units.blockInfluence.length);
      expect(other.definition).toEqual(single.definition);
    }
  });

  it.each(pruned.map((result) => [result.removed, result] as const))('equals PyTorch without blocks %j', async (remove, result) => {
    const actual = await score({ model, input: { inputIds: golden.inputIds }, change: changeOf(withoutBlocks(...remove)) });
    assertTensorsClose(actual.nllPerWindow, result.full.nllPerWindow, NLL_TOLERANCE);
    const kept = dense.full.blockInfluence.map((_, index) => index).filter((index) => !remove.includes(index));
    assertTensorsClose(
      kept.map((index) => actual.blockInfluence.mean[index] ?? null),
      result.full.blockInfluence,
      TOLERANCE,
    );
    expect(remove.map((index) => actual.blockInfluence.mean[index])).toEqual(remove.map(() => 0));
    expect(remove.map((index) => actual.relativeMagnitude.mean[index])).toEqual(remove.map(() => 0));
    if (kept.length > 0 && !remove.includes(2))
      assertTensorsClose(actual.blockInfluenceFinalNorm.mean.slice(2), result.full.blockInfluenceFinalNorm.slice(-1), TOLERANCE);
  });

  it('gives the same block metrics without the losses', async () => {
    const input = { inputIds: golden.inputIds };
    const [whole, alone] = [await score({ model, input }), await score({ model, input, losses: false })];
    expect(alone.nllPerWindow).toEqual([]);
    expect(alone.blockInfluence).toEqual(whole.blockInfluence);
    expect(alone.cosineMatrix).toEqual(whole.cosineMatrix);
  });

  it('cuts one long sequence into the rows it is made of', async () => {
    const result = await score({ model, input: { ids: golden.inputIds.flat() }, window: 16 });
    expectGolden(result, dense.full);
    expect(result.definition).toMatchObject({ window: 16, stride: 16, windows: 6, documents: 1, resamplingUnit: 'window' });
  });

  it('sums its units to its totals', async () => {
    const { units, blockInfluence, relativeMagnitude } = await score({ model, input: { inputIds: golden.inputIds } });
    for (const [series, of] of [
      [blockInfluence, units.blockInfluence],
      [relativeMagnitude, units.relativeMagnitude],
    ] as const) {
      const totals = series.sum.map((_, block) => of.reduce((sum, unit) => sum + (unit.sum[block] ?? Number.NaN), 0));
      assertTensorsClose(totals, series.sum, 1e-9);
    }
  });
});

describe('scoreModel', () => {
  const [name] = FIXTURES;
  const model = fixtureFolder(name);

  it('scores texts, one document each, and drops the tokens after the last full window', async () => {
    const texts = ['a text of forty characters, and one more', 'another document of more than twenty'];
    const { definition, nllPerWindow } = await score({ model, input: { texts }, window: 16 });
    expect(definition).toMatchObject({ windows: 4, tokens: 64, documents: 2, resamplingUnit: 'document' });
    expect(nllPerWindow).toHaveLength(4);
  });

  it('overlaps windows by the stride and stops at the limit', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => 2 + (index % 60));
    expect((await score({ model, input: { ids }, window: 16, stride: 8 })).definition).toMatchObject({ windows: 4, tokens: 64 });
    expect((await score({ model, input: { ids }, window: 16, stride: 8, windows: 3 })).definition).toMatchObject({
      windows: 3,
      tokens: 48,
    });
  });

  it('puts the beginning-of-text token first where asked to', async () => {
    const input = { texts: ['a text of twenty characters'] };
    const [never, always] = [
      await score({ model, input, window: 16, bos: 'never' }),
      await score({ model, input, window: 16, bos: 'always' }),
    ];
    expect(always.definition.idsSha256).not.toBe(never.definition.idsSha256);
    expect(always.definition.textSha256).toBe(never.definition.textSha256);
  });

  it('reports progress up to the last window', async () => {
    const steps: { phase: string; done: number; total: number }[] = [];
    const job = scoreModel(model, { input: { inputIds: readGolden(name).inputIds }, batch: 2, threads: 1 });
    for (let step = await job.next(); !step.done; step = await job.next()) steps.push(step.value);
    expect(steps.filter(({ phase }) => phase === 'score').map(({ done }) => done)).toEqual([2, 4, 6]);
  });

  it('releases its session when its listener stops between batches', async () => {
    const released: boolean[] = [];
    const create = ort.InferenceSession.create.bind(ort.InferenceSession);
    const watch = jest.spyOn(ort.InferenceSession, 'create').mockImplementation(async (...given: Parameters<typeof create>) => {
      const session = await create(...given);
      const place = released.push(false) - 1;
      const release = session.release.bind(session);
      session.release = async () => {
        await release();
        released[place] = true;
      };
      return session;
    });
    try {
      const job = scoreModel(model, { input: { inputIds: readGolden(name).inputIds }, batch: 1, threads: 1 });
      for (let step = await job.next(); !step.done && step.value.phase !== 'score'; ) step = await job.next();
      expect(released.at(-1)).toBe(false);
      expect((await job.return(undefined as never)).done).toBe(true);
      expect(released.length).toBeGreaterThan(0);
      expect(released).not.toContain(false);
      expect((await job.next()).done).toBe(true);
    } finally {
      watch.mockRestore();
    }
  });

  it('refuses a text shorter than a window, saying how long it is', async () => {
    await expect(score({ model, input: { texts: ['short'] }, window: 16 })).rejects.toMatchObject({
      code: 'TEXT_TOO_SHORT',
      message: expect.stringContaining('5 tokens'),
    });
  });

  it.each([[1], [2]])('runs exports that are fixed to %s rows of one length', async (rows) => {
    const free = buildTinyDecoder({ norm: 'pre', blocks: 2, cache: false });
    const inputs = free.graph.inputs.map(({ name, elementType }) => createValueInfo(name, elementType ?? 0, [rows, 12]));
    const input = { inputIds: [0, 1, 2, 3].map((row) => Array.from({ length: 12 }, (_, place) => (row * 5 + place * 7) % 24)) };
    const fixed = writeModelFolder(`${temporary.path}/fixed-${rows}`, { ...free, graph: { ...free.graph, inputs } });
    const expected = await score({ model: writeModelFolder(`${temporary.path}/free`, free), input });
    const result = await score({ model: fixed, input, window: 12 });
    assertTensorsClose(result.blockInfluence.mean, expected.blockInfluence.mean, 1e-6);
    assertTensorsClose(result.nllPerWindow, expected.nllPerWindow, 1e-4);
    expect(result.model.selfCheck).toMatchObject({ tokens: 12, passed: true });
  });

  it('refuses a text where the folder has no tokenizer', async () => {
    const folder = writeModelFolder(`${temporary.path}/no-tokenizer`, buildTinyDecoder({ norm: 'pre', blocks: 2 }), { tokenizer: false });
    await expect(score({ model: folder, input: { texts: ['text'] } })).rejects.toMatchObject({ code: 'TOKENIZER_MISSING' });
  });

  it('refuses blocks that the model does not have', async () => {
    await expect(score({ model, input: { ids: [2, 3, 4] }, window: 3, change: changeOf(withoutBlocks(3)) })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it.each([[[1, 0, 1, 1]], [[0, 0, 0, 0]], [[2, 2, 2, 2]], [[1, 1, 1]]])('refuses the attention mask %j', async (mask) => {
    const input = { inputIds: [[5, 6, 7, 8]], attentionMask: [mask] };
    await expect(score({ model, input })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('refuses a token id that is not in the vocabulary', async () => {
    await expect(score({ model, input: { ids: [2, 3, 64, 5] }, window: 4 })).rejects.toMatchObject({ name: 'AppError' });
  });

  it('refuses an encoder, and a masked-language model that has logits', async () => {
    const bare = writeModelFolder(`${temporary.path}/encoder`, buildTinyEncoder({ blocks: 2 }));
    const masked = writeModelFolder(`${temporary.path}/masked`, buildTinyEncoder({ blocks: 2, head: true }));
    for (const folder of [bare, masked])
      await expect(score({ model: folder, input: { ids: [3, 4, 5, 6, 7, 8] }, window: 6 })).rejects.toMatchObject({
        code: 'MODEL_UNSUPPORTED',
      });
  });

  it('refuses a model in every other way a decoder whose positions see later ones', async () => {
    for (const norm of ['pre', 'post', 'parallel'] as const) {
      const folder = writeModelFolder(
        `${temporary.path}/ahead-${norm}`,
        buildTinyDecoder({ norm, blocks: 2, looksAhead: true, cache: false }),
      );
      await expect(score({ model: folder, input: { ids: [3, 4, 5, 6, 7, 8] }, window: 6 })).rejects.toMatchObject({
        code: 'MODEL_UNSUPPORTED',
        message: expect.stringContaining('looks ahead'),
      });
    }
  });

  it('reads windows in random order until the lowest blocks are settled, and no more', async () => {
    const model = writeModelFolder(`${temporary.path}/settled`, buildTinyDecoder({ norm: 'sandwich', blocks: 3 }));
    const ids = Array.from({ length: 6 * 200 }, (_, place) => (place * 7 + (place % 11)) % 14);
    const whole = await score({ model, input: { ids }, window: 6, batch: 1 });
    const until = { count: 1, confidence: 0.9, seed: 3 };
    const settled = await score({ model, input: { ids }, window: 6, batch: 1, until });
    const { definition, settlement, nllPerWindow, units } = settled;
    expect(settlement).toMatchObject({ ...until, method: 'set-bets@1', isSettled: true, available: 200, open: [] });
    // The same block as by the whole text, from a part of it.
    const [lowest = Number.NaN] = settlement?.lowest ?? [];
    expect(whole.blockInfluence.mean[lowest]).toBe(Math.min(...whole.blockInfluence.mean.map(Number)));
    expect(definition.windows).toBe(settlement?.windows);
    expect(definition.windows).toBeLessThan(200);
    expect(definition).toMatchObject({ tokens: 6 * definition.windows, resamplingUnit: 'window' });
    expect([nllPerWindow.length, units.blockInfluence.length]).toEqual([definition.windows, definition.windows]);
    expect(settled.blockInfluence.count).toEqual([0, 1, 2].map(() => definition.tokens));
    expect(whole.settlement).toBeNull();
  });

  it('refuses to settle what cannot be asked', async () => {
    const model = writeModelFolder(`${temporary.path}/unsettled`, buildTinyDecoder({ norm: 'pre', blocks: 2 }));
    const input = { inputIds: ROWS };
    const until = { count: 2, confidence: 0.9, seed: 0 };
    await expect(score({ model, input, until })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('ask for 1 to 1'),
    });
    await expect(score({ model, input, until: { ...until, count: 1, confidence: 1 } })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const removal = createRemoval({ blocks: [0] });
    await expect(score({ model, input, until: { ...until, count: 1 }, change: changeOf(removal) })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('scoreModel with products in float16', () => {
  it('ranks the blocks alike, says so, and does not continue a run with products in float32', async () => {
    const model = writeModelFolder(`${temporary.path}/half`, buildTinyDecoder({ norm: 'pre', blocks: 4 }));
    const ids = Array.from({ length: 120 }, (_, position) => (position * 7919) % 23);
    const run = (products: 'fp32' | 'fp16', checkpoint = {}) => score({ model, input: { ids }, window: 12, products, checkpoint });
    const [exact, half] = [await run('fp32'), await run('fp16')];
    const rank = ({ blockInfluence: { mean } }: ScoreResult) => [...mean.keys()].sort((a, b) => Number(mean[a]) - Number(mean[b]));
    expect(rank(half)).toEqual(rank(exact));
    assertTensorsClose(half.nllPerWindow, exact.nllPerWindow, 0.05);
    expect(half.nllPerWindow).not.toEqual(exact.nllPerWindow);
    expect([exact, half].map(({ runtime }) => runtime.precision)).toEqual(['fp32', 'fp32, products in fp16']);
    let checkpoint = {};
    for await (const step of scoreModel(model, { input: { ids }, window: 12, threads: 1 })) checkpoint = step.checkpoint ?? checkpoint;
    expect((await run('fp16', checkpoint)).nllPerWindow).toEqual(half.nllPerWindow);
  });

  it('refuses a model whose products are beyond float16', async () => {
    const model = writeModelFolder(`${temporary.path}/large`, enlarge(buildTinyDecoder({ norm: 'pre', blocks: 2 }), 'weights_0.up', 1e6));
    const input = { inputIds: ROWS };
    expect((await score({ model, input })).nllPerWindow.every(Number.isFinite)).toBe(true);
    await expect(score({ model, input, products: 'fp16' })).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringContaining('65,504'),
    });
  });
});

/** The model with one weight multiplied by a number. */
function enlarge(model: Model, weight: string, factor: number): Model {
  const initializers = model.graph.initializers.map((tensor) => {
    if (tensor.name !== weight || tensor.data.kind !== 'bytes') return tensor;
    const values = new Float32Array(tensor.data.bytes.slice().buffer).map((value) => value * factor);
    return { ...tensor, data: { ...tensor.data, bytes: new Uint8Array(values.buffer) } };
  });
  return { ...model, graph: { ...model.graph, initializers } };
}
