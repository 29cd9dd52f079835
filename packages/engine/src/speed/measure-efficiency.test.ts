import { afterAll, describe, expect, it } from '@jest/globals';
import { blocksOf, changeOf, UNCHANGED } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { finish, withoutBlocks } from '../session/golden.fixture.ts';
import { randomWindows, WINDOW } from '../session/random-windows.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { measureEfficiency } from './measure-efficiency.ts';
import { measureRound, spreadOf } from './measure-round.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const QUICK = { promptTokens: 12, generatedTokens: 4, warmUps: 1, rounds: 3, budgetSeconds: 0, threads: 1, providers: ['cpu'] } as const;
const decoder = buildTinyDecoder({ norm: 'pre', blocks: 3, seed: 1 });

describe('measureEfficiency', () => {
  it('measures every change at every batch, in order, a pruned form alternately with the whole model', async () => {
    const model = writeModelFolder(`${temporary.path}/plain`, decoder);
    const limits = { maxRounds: 4, ratioWidth: 0, budgetSeconds: 60 };
    const changes = [changeOf(withoutBlocks()), changeOf(withoutBlocks(1))];
    const all = await finish(measureEfficiency({ ...QUICK, ...limits, model, changes, batches: [1, 2] }));
    expect(all.map(({ change, batch, rounds }) => [blocksOf(change.remove, 'block'), batch, rounds])).toEqual([
      [[], 1, 3],
      [[], 2, 3],
      [[1], 1, 4],
      [[1], 2, 4],
    ]);
    for (const measurement of all) {
      expect(measurement).toMatchObject({ promptTokens: 12, generatedTokens: 4, precision: 'fp32' });
      // Runs of a tiny model are repeated in a round.
      expect(measurement.repetitions).toBeGreaterThan(measurement.rounds);
      for (const spread of [measurement.prefillTokensPerSecond, measurement.decodeTokensPerSecond]) {
        expect(spread?.low).toBeGreaterThan(0);
        expect(spread?.median).toBeGreaterThanOrEqual(spread?.low ?? Number.NaN);
        expect(spread?.high).toBeGreaterThanOrEqual(spread?.median ?? Number.NaN);
      }
      // A tiny model may fit into memory that the process had before.
      expect(measurement.peakMemoryBytes).toBeGreaterThanOrEqual(measurement.baseMemoryBytes);
      expect(measurement.runtime.provider).toBe('cpu');
    }
    const [whole, , pruned] = all;
    expect(whole?.comparedWithDense).toBeNull();
    for (const estimate of [pruned?.comparedWithDense?.prefill, pruned?.comparedWithDense?.decode]) {
      expect(estimate?.low).toBeLessThanOrEqual(estimate?.ratio ?? Number.NaN);
      expect(estimate?.high).toBeGreaterThanOrEqual(estimate?.ratio ?? Number.NaN);
      expect(estimate?.pairs).toBe(4);
    }
  });

  it('measures repaired forms as they are written', async () => {
    const model = writeModelFolder(`${temporary.path}/repaired`, decoder);
    const removal = withoutBlocks(1);
    const repairs = (['linear', 'linear-fold'] as const).map((kind) => ({ kind, calibration: randomWindows(24, 'speed'), window: WINDOW }));
    const places: (number | undefined)[] = [];
    const job = measureEfficiency({
      ...QUICK,
      model,
      changes: [changeOf(removal), ...repairs.map((repair) => changeOf(removal, repair))],
      batches: [1],
    });
    let step = await job.next();
    for (; !step.done; step = await job.next()) if (step.value.completed) places.push(step.value.change);
    const [alone, ...repaired] = step.value;
    expect(places).toEqual([0, 1, 2]);
    expect(step.value.map(({ change }) => [change.remove.length, change.repair])).toEqual([
      [1, null],
      [1, 'linear'],
      [1, 'linear-fold'],
    ]);
    // A matrix of width × width in float32.
    const width = 16;
    expect((repaired[0]?.weightsBytes ?? 0) - (alone?.weightsBytes ?? 0)).toBe(4 * width ** 2);
    expect(repaired[1]?.parameters).toBe(alone?.parameters);
    for (const [place, repair] of repairs.entries()) {
      const out = `${temporary.path}/written-${repair.kind}`;
      await pruneModel({ model, change: changeOf(removal, repair), out });
      const whole = { model: out, change: UNCHANGED, solved: [], batch: 1, startsWithDense: false };
      const { parameters, weightsBytes, cacheBytesPerToken } = (await measureRound({ ...QUICK, ...whole })).facts;
      expect(repaired[place]).toMatchObject({ parameters, weightsBytes, cacheBytesPerToken });
      expect(repaired[place]?.comparedWithDense?.prefill.pairs).toBe(repaired[place]?.rounds);
    }
  });

  it('has no decoding for a model without caches', async () => {
    const model = writeModelFolder(`${temporary.path}/bare`, buildTinyDecoder({ norm: 'pre', blocks: 2, cache: false }));
    const [measurement] = await finish(measureEfficiency({ ...QUICK, model, changes: [changeOf(withoutBlocks())], batches: [1] }));
    expect(measurement).toMatchObject({ decodeTokensPerSecond: null, cacheBytesPerToken: null });
    expect(measurement?.prefillTokensPerSecond.median).toBeGreaterThan(0);
  });

  it('refuses more tokens than config.json says the model reads, too few rounds, and blocks that it does not have', async () => {
    const model = writeModelFolder(`${temporary.path}/short`, decoder, { config: { max_position_embeddings: 32 } });
    const job = (options: object) =>
      finish(measureEfficiency({ ...QUICK, model, changes: [changeOf(withoutBlocks())], batches: [1], ...options }));
    await expect(job({ promptTokens: 30 })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('32 tokens'),
    });
    await expect(job({ rounds: 2 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('at least 3') });
    await expect(job({ changes: [changeOf(withoutBlocks(7))] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('block 7'),
    });
  });
});

describe('spreadOf', () => {
  it('is the median with the lowest and the highest', () => {
    expect(spreadOf([5, 1, 9])).toEqual({ median: 5, low: 1, high: 9 });
    expect(spreadOf([4, 1, 2, 9])).toEqual({ median: 3, low: 1, high: 9 });
  });
});
