import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { openModel } from '@lamina/models';
import { NOTHING_REMOVED } from '@lamina/plans';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { FIXTURES, finish, fixtureFolder, readGolden, withoutBlocks } from '../session/golden.fixture.ts';
import { compareLosses } from './compare-losses.ts';

describe.each(FIXTURES)('losses of windows on %s', (name) => {
  const golden = readGolden(name);
  const removals = golden.results.map(({ removed }) => withoutBlocks(...removed));
  const windows = golden.inputIds.map((ids, document) => ({ ids, document }));
  let whole: ResidentModel;
  beforeAll(async () => {
    whole = await createResidentModel(openModel(fixtureFolder(name)), { mostLikely: true, threads: 1 });
  });
  afterAll(() => whole.release());
  const ask = (checkpoint: Record<string, unknown> = {}, of = removals) =>
    compareLosses({ whole, changed: whole, removals: of, windows, checkpoint });

  it('are those of PyTorch, of the whole model and without blocks', async () => {
    const found = await finish(ask());
    const nats = (place: number) => getAt(golden.results, place).full.nllPerWindow;
    for (const [removal, losses] of found.entries())
      for (const [window, loss] of losses.entries()) {
        const { length } = getAt(golden.inputIds, window);
        expect([loss.tokens, loss.positions]).toEqual([length - 1, length]);
        expect(loss.whole).toBeCloseTo(getAt(nats(0), window), 3);
        expect(loss.changed).toBeCloseTo(getAt(nats(removal), window), 3);
      }
    // The first result of the golden numbers is that of the whole model.
    expect(getAt(found, 0).map(({ agreeing }) => agreeing)).toEqual(windows.map(({ ids }) => ids.length));
    expect(getAt(found, 1).some(({ agreeing, positions }) => agreeing < positions)).toBe(true);
  });

  it('of the whole model come batch by batch', async () => {
    // 512 tokens a batch.
    const many = Array.from({ length: 24 }, (_, document) => ({
      ids: Array.from({ length: 60 }, (_, place) => (place * document) % 30),
      document,
    }));
    const runs: number[] = [];
    const counted = { ...whole, runAll: (asked: Parameters<ResidentModel['runAll']>[0]) => count(whole.runAll(asked)) };
    async function* count<T>(given: AsyncGenerator<T>): AsyncGenerator<T> {
      for await (const one of given) {
        runs.push(runs.length);
        yield one;
      }
    }
    const seen: number[] = [];
    const job = compareLosses({ whole: counted, changed: counted, removals: [NOTHING_REMOVED], windows: many, checkpoint: {} });
    for await (const { count: windowCount } of job) seen.push(runs.length * windowCount);
    expect(seen).toEqual([8, 16, 24]);
  });

  it('continue from the answers of an earlier run, to the last bit', async () => {
    const kept: Record<string, unknown> = {};
    const job = ask();
    let step = await job.next();
    for (; !step.done; step = await job.next()) Object.assign(kept, step.value.checkpoint);
    expect(Object.keys(kept).length).toBeGreaterThan(0);
    const stored = JSON.parse(JSON.stringify(kept)) as Record<string, unknown>;
    expect(await finish(ask(stored))).toEqual(step.value);
    // One removal alone, after some answers are known.
    expect(await finish(ask(stored, removals.slice(1)))).toEqual(step.value.slice(1));
  });
});
