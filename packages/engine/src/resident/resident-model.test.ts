import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenedModel, openModel } from '@lamina/models';
import { blocksOf, createRemoval, listRemovedUnits, type Removal } from '@lamina/plans';
import { completeSettings, getSearch, type SearchName } from '@lamina/strategies';
import {
  assertTensorsClose,
  buildTinyDecoder,
  createTemporaryFolder,
  HYBRID_DECODER,
  runModel,
  type TinyDecoderOptions,
  writeModelFolder,
} from '@lamina/test-utils/models';
import { measureWindows } from '../search/measure-windows.ts';
import { createSearchedModels } from '../search/searched-model.ts';
import { FIXTURES, finish, fixtureFolder, readGolden, withoutBlocks } from '../session/golden.fixture.ts';
import { createGatedModel } from './create-resident-model.ts';
import type { ResidentModel } from './resident-model.ts';
import { createSplitModel } from './split-resident.ts';

// Golden losses are float64 sums of 15 tokens; ONNX Runtime computes them in float32.
const LOSS_TOLERANCE = 2e-4;
const ROWS = [
  [3, 9, 4, 11, 5, 8],
  [7, 2, 13, 6, 10, 12],
];
const KINDS: readonly Omit<TinyDecoderOptions, 'blocks'>[] = [
  { norm: 'pre', fused: true },
  { norm: 'pre', flattens: true, cache: false },
  { norm: 'parallel' },
  { norm: 'sandwich' },
];
const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const FORMS = [
  ['in parts', createSplitModel],
  ['with gates', createGatedModel],
] as const;

describe.each(FIXTURES)('a resident %s', (fixture) => {
  const golden = readGolden(fixture);
  const input = { windows: golden.inputIds.map((ids, document) => ({ ids, document })), batch: 2 };
  const removals = golden.results.map(({ removed }) => withoutBlocks(...removed));

  describe.each(FORMS)('%s', (_, create) => {
    let opened: OpenedModel;
    let resident: ResidentModel;
    beforeAll(async () => {
      opened = openModel(fixtureFolder(fixture));
      resident = await create(opened, { threads: 1 });
    });
    afterAll(() => resident.release());

    it('gives PyTorch’s losses for every removal in one go', async () => {
      const losses = await finish(measureWindows(resident, 'loss', input, removals));
      for (const [removal, { full }] of golden.results.entries()) {
        assertTensorsClose(losses[removal] ?? [], full.nllPerWindow, LOSS_TOLERANCE);
      }
    });

    it('refuses blocks that do not exist and all blocks at once', async () => {
      const all = opened.structure.blocks.map(({ index }) => index);
      await expect(finish(measureWindows(resident, 'loss', input, [withoutBlocks(99)]))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      await expect(finish(measureWindows(resident, 'loss', input, [withoutBlocks(...all)]))).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    });
  });
});

describe.each(FORMS)('a resident model %s', (_, create) => {
  it.each(KINDS)('computes what a model built without the blocks computes: %j', async (kind) => {
    const resident = await openTiny({ ...kind, blocks: 4 }, create);
    const removals = [[], [0], [1, 2], [3], [0, 3]].map((blocks) => withoutBlocks(...blocks));
    const losses = await finish(measureWindows(resident, 'loss', LOSS_INPUT, removals));
    for (const [removal, units] of removals.entries()) {
      const removed = blocksOf(units, 'block');
      const kept = [0, 1, 2, 3].filter((block) => !removed.includes(block));
      assertTensorsClose(losses[removal] ?? [], await lossesOf({ ...kind, blocks: kept }), LOSS_TOLERANCE);
    }
    await resident.release();
  });

  it('refuses to leave out a block whose keys and values a later one reads, and leaves out both', async () => {
    const resident = await openTiny({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }, create);
    await expect(finish(measureWindows(resident, 'loss', LOSS_INPUT, [withoutBlocks(1)]))).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringContaining('a kept block (2) reads'),
    });
    const losses = await finish(measureWindows(resident, 'loss', LOSS_INPUT, [withoutBlocks(), withoutBlocks(2), withoutBlocks(1, 2)]));
    assertTensorsClose(losses[0] ?? [], await lossesOf({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }), LOSS_TOLERANCE);
    assertTensorsClose(losses[1] ?? [], await lossesOf({ norm: 'pre', blocks: [0, 1, 3] }), LOSS_TOLERANCE);
    assertTensorsClose(losses[2] ?? [], await lossesOf({ norm: 'pre', blocks: [0, 3] }), LOSS_TOLERANCE);
    await resident.release();
  });
});

describe.each(FORMS)('a resident model %s', (_, create) => {
  it.each([
    { norm: 'pre' },
    { norm: 'pre', fused: true },
    { norm: 'sandwich', experts: 'traced' },
    { norm: 'parallel' },
    { norm: 'parallel', parallelSum: 'mlp-first' },
  ] as const)('computes what a model built without the sublayers computes: %j', async (kind) => {
    const resident = await openTiny({ ...kind, blocks: 4 }, create, true);
    const removals = [
      createRemoval({ attention: [1] }),
      createRemoval({ mlp: [2] }),
      createRemoval({ attention: [0, 3], mlp: [1] }),
      createRemoval({ attention: [2], mlp: [2, 3] }),
    ];
    const losses = await finish(measureWindows(resident, 'loss', LOSS_INPUT, removals));
    for (const [place, removal] of removals.entries()) {
      const { removed: blocks, removedAttention: attention, removedMlp: mlp } = listRemovedUnits(removal);
      const kept = [0, 1, 2, 3].filter((block) => !blocks.includes(block));
      const placesOf = (sublayers: readonly number[]): readonly number[] => sublayers.map((block) => kept.indexOf(block));
      const built = { ...kind, blocks: kept, withoutAttention: placesOf(attention), withoutMlp: placesOf(mlp) };
      assertTensorsClose(losses[place] ?? [], await lossesOf(built), LOSS_TOLERANCE);
    }
    await resident.release();
  });

  it.each([{ norm: 'pre' }, { norm: 'pre', cache: false }, { norm: 'parallel' }, { norm: 'parallel', parallelSum: 'mlp-first' }] as const)(
    'computes what a hybrid model built without blocks and sublayers computes: %j',
    async (kind) => {
      const resident = await openTiny({ ...kind, ...HYBRID_DECODER }, create, true);
      const removals = [
        createRemoval({ mlp: [1] }),
        createRemoval({ attention: [1, 3], mlp: [0] }),
        createRemoval({ blocks: [1], attention: [0] }),
        createRemoval({ blocks: [2], mlp: [1, 3] }),
      ];
      const losses = await finish(measureWindows(resident, 'loss', LOSS_INPUT, removals));
      for (const [place, removal] of removals.entries()) {
        const { removed: blocks, removedAttention: attention, removedMlp: mlp } = listRemovedUnits(removal);
        const kept = [0, 1, 2, 3].filter((block) => !blocks.includes(block));
        const placesOf = (sublayers: readonly number[]): readonly number[] =>
          sublayers.map((block) => kept.indexOf(block)).filter((at) => at >= 0);
        const withoutMlp = placesOf([...HYBRID_DECODER.withoutMlp, ...mlp]);
        const built = { ...kind, mixer: HYBRID_DECODER.mixer, blocks: kept, withoutAttention: placesOf(attention), withoutMlp };
        assertTensorsClose(losses[place] ?? [], await lossesOf(built), LOSS_TOLERANCE);
      }
      expect(resident.findObstacle(createRemoval({ attention: [2] }))?.message).toContain('choose one of 0, 1, 3');
      await resident.release();
    },
  );

  it('refuses sublayers of blocks that have none', async () => {
    const resident = await openTiny({ norm: 'pre', experts: null, blocks: 3 }, create);
    expect(resident.findObstacle(createRemoval({ mlp: [1] }))?.code).toBe('SUBLAYERS_UNAVAILABLE');
    await resident.release();
  });
});

describe('leaving blocks out', () => {
  const kind = { norm: 'pre', seed: 5 } as const;
  const BLOCKS = [0, 1, 2, 3].map((block) => ({ kind: 'block', block }) as const);
  const search = async (name: SearchName, count: number, removed: Removal) => {
    const folder = writeModelFolder(`${temporary.path}/searched-${name}`, buildTinyDecoder({ ...kind, blocks: 4 }));
    const models = createSearchedModels(openModel(folder), { ...LOSS_INPUT, checkpoint: {} }, { threads: 1, divergence: false });
    const task = { units: BLOCKS, count, removed, seed: 0, settings: completeSettings({}) };
    const outcome = await finish(getSearch(name).run(models.open(BLOCKS), task));
    await models.release();
    return outcome;
  };

  it('measures every block in turn, beside those already gone', async () => {
    const { losses, order } = await search('leave-one-out', 4, withoutBlocks(1));
    const whole = await lossesOf({ ...kind, blocks: BLOCKS.map(({ block }) => block) });
    const addedBy = async (blocks: readonly number[]) =>
      (await lossesOf({ ...kind, blocks })).map((nats, window) => nats - (whole[window] ?? Number.NaN));
    assertTensorsClose(losses?.base ?? [], await addedBy([0, 2, 3]), LOSS_TOLERANCE);
    assertTensorsClose(losses?.without[0] ?? [], await addedBy([2, 3]), LOSS_TOLERANCE);
    assertTensorsClose(losses?.without[3] ?? [], await addedBy([0, 2]), LOSS_TOLERANCE);
    expect(losses?.without[1]).toBeNull();
    expect(order).toHaveLength(3);
  });

  it('removes greedily what costs least, measured again after every removal', async () => {
    const { order, values } = await search('greedy', 9, withoutBlocks());
    const predicted = ROWS.reduce((sum, ids) => sum + ids.length - 1, 0);
    const kept = [0, 1, 2, 3];
    const whole = await totalLossOf({ ...kind, blocks: kept });
    for (const [place, { block }] of order.entries()) {
      const totals = await Promise.all(
        kept.map((candidate) => totalLossOf({ ...kind, blocks: kept.filter((other) => other !== candidate) })),
      );
      expect(block).toBe(kept[totals.indexOf(Math.min(...totals))]);
      expect(values[place]).toBeCloseTo((Math.min(...totals) - whole) / predicted, 4);
      kept.splice(kept.indexOf(block), 1);
    }
    // The last block stays.
    expect(order).toHaveLength(3);
  });
});

const LOSS_INPUT = { windows: ROWS.map((ids, document) => ({ ids, document })), batch: 2 };

async function openTiny(options: TinyDecoderOptions, create: typeof createSplitModel, sublayers = false): Promise<ResidentModel> {
  const folder = writeModelFolder(`${temporary.path}/${JSON.stringify(options).replace(/\W+/g, '-')}`, buildTinyDecoder(options));
  return await create(openModel(folder), { threads: 1, sublayers });
}

/** Losses by ONNX Runtime's logits of the whole model, in float64. */
async function lossesOf(options: TinyDecoderOptions): Promise<readonly number[]> {
  const { logits } = await runModel(buildTinyDecoder(options), ROWS);
  const vocabulary = logits?.dims.at(-1) ?? 0;
  return ROWS.map((ids, row) =>
    ids.slice(1).reduce((sum, next, position) => {
      const start = (row * ids.length + position) * vocabulary;
      const scores = logits?.values.slice(start, start + vocabulary) ?? [];
      return sum + Math.log(scores.reduce((total, score) => total + Math.exp(score), 0)) - (scores[next] ?? 0);
    }, 0),
  );
}

async function totalLossOf(options: TinyDecoderOptions): Promise<number> {
  return (await lossesOf(options)).reduce((sum, loss) => sum + loss, 0);
}
