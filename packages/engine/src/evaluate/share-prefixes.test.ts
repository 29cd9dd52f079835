import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { createNode, type Model } from '@lamina/onnx';
import { blocksOf, type Removal } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  convertPrecision,
  createTemporaryFolder,
  runModel,
  type TinyDecoderOptions,
  writeModelFolder,
} from '@lamina/test-utils/models';
import { createGatedModel } from '../resident/create-resident-model.ts';
import type { ResidentModel, TargetQuestion } from '../resident/resident-model.ts';
import { createSplitModel } from '../resident/split-resident.ts';
import { withoutBlocks } from '../session/golden.fixture.ts';
import { shareWherePossible } from './answer-pieces.ts';
import { findPlace, formRuns, type Run } from './form-runs.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const LIMITS = { rows: 6, tokens: 300, prefixes: true };
const REMOVALS = [withoutBlocks(), withoutBlocks(0), withoutBlocks(1, 2)];
const PLACES = [0, 1, 2, 3];
/** Questions of different lengths, each alone and with choices of different lengths, above and below each other's. */
const ROWS = [21, 20, 17].flatMap((length, question) =>
  [0, 12, 3, 4].map((answer, choice) =>
    Array.from({ length: length + answer }, (_, place) =>
      place < length ? (3 + question + place * 5) % 23 : (2 + choice * 7 + place * 3) % 23,
    ),
  ),
);
/** Attention is told to pass over what pads a prefix; a state reads it, and a window counts it. */
const SHARING: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>, 'padded' | 'equal'])[] = [
  ['a cache per block', { norm: 'pre' }, 'padded'],
  ['post-norms', { norm: 'post' }, 'padded'],
  ['fused norms', { norm: 'pre', fused: true }, 'padded'],
  ['attention as an operator', { norm: 'pre', standard: true }, 'padded'],
  ['local attention', { norm: 'pre', local: (identity) => identity !== 1 }, 'equal'],
  ['a convolution with a state', { norm: 'pre', mixer: (identity) => (identity === 1 ? 'convolution' : 'attention') }, 'equal'],
  ['a state space', { norm: 'pre', mixer: (identity) => (identity === 1 ? 'state-space' : 'attention') }, 'equal'],
  ['keys that another block reads', { norm: 'pre', sharedCache: { 2: 1 } }, 'padded'],
  ['rows and positions joined', { norm: 'pre', flattens: true }, 'padded'],
];
const READING_WHOLE: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['no cache', { norm: 'pre', cache: false }],
  ['cache outputs alone', { norm: 'pre', ignoresPast: true }],
];

let folders = 0;
async function open(model: Model, create = createSplitModel): Promise<ResidentModel> {
  folders += 1;
  const folder = writeModelFolder(join(temporary.path, `model-${folders}`), model);
  return await create(openModel(folder), { threads: 1, mostLikely: true, prefixes: true, providers: ['cpu'] });
}

/** ln p of the token after every position of every row, by removal, then row. */
async function answer(resident: ResidentModel, runs: readonly Run[], removals: readonly Removal[]): Promise<number[][][]> {
  const found = removals.map(() => ROWS.map((): number[] => []));
  for (const { rows, passes } of runs) {
    const asked = rows.flatMap((placed) =>
      (ROWS[placed.row] ?? []).slice(1).map((token, position) => ({ row: placed.row, target: { ...findPlace(placed, position), token } })),
    );
    const question: TargetQuestion = { passes, targets: asked.map(({ target }) => target) };
    for await (const { removal, answers } of resident.score(question, removals))
      for (const [place, { row }] of asked.entries()) found[removal]?.[row]?.push(answers.logProbability[place] ?? Number.NaN);
  }
  return found;
}

/** The same by ONNX Runtime's logits of each row alone, in float64. */
async function readAlone(model: Model): Promise<number[][]> {
  const all: number[][] = [];
  for (const ids of ROWS) {
    const { logits } = await runModel(model, [ids]);
    const width = logits?.dims.at(-1) ?? 0;
    all.push(
      ids.slice(1).map((token, place) => {
        const scores = logits?.values.slice(place * width, (place + 1) * width) ?? [];
        return (scores[token] ?? Number.NaN) - Math.log(scores.reduce((sum, value) => sum + Math.exp(value), 0));
      }),
    );
  }
  return all;
}

function isShared(runs: readonly Run[]): boolean {
  return runs.some(({ passes }) => passes.length > 1);
}

/** Whether some prefix has padding after it. */
function hasGaps(runs: readonly Run[]): boolean {
  return runs.some(({ passes }) => passes.some(({ batch: { past = 0, pastLengths = [] } }) => pastLengths.some((length) => length < past)));
}

describe.each(SHARING)('rows that go on from shared prefixes, in a model with %s', (_, kind, sharing) => {
  it('are answered as if each were read alone, whole and without blocks', async () => {
    const resident = await open(buildTinyDecoder({ ...kind, blocks: 4, seed: 7 }));
    const runs = await shareWherePossible(resident, ROWS, LIMITS);
    expect(isShared(runs)).toBe(true);
    expect(hasGaps(runs)).toBe(sharing === 'padded');
    const removals = REMOVALS.filter((removed) => resident.findObstacle(removed) === null);
    const found = await answer(resident, runs, removals);
    for (const [removal, units] of removals.entries()) {
      const removed = blocksOf(units, 'block');
      // Weights depend on a block's identity alone: this model never had the others.
      const kept = PLACES.filter((block) => !removed.includes(block));
      const shared = kind.sharedCache && removed.length === 0 ? kind.sharedCache : {};
      const isBuildable = kind.sharedCache === undefined || removed.length !== 1;
      if (!isBuildable) continue;
      const expected = await readAlone(buildTinyDecoder({ ...kind, sharedCache: shared, blocks: kept, seed: 7 }));
      assertTensorsClose(found[removal]?.flat() ?? [], expected.flat(), 1e-5);
    }
    await resident.release();
  });
});

describe.each(READING_WHOLE)('rows of a model with %s', (_, kind) => {
  it('are read whole', async () => {
    const model = buildTinyDecoder({ ...kind, blocks: 3, seed: 7 });
    const resident = await open(model);
    const runs = await shareWherePossible(resident, ROWS, LIMITS);
    expect(isShared(runs)).toBe(false);
    assertTensorsClose((await answer(resident, runs, [withoutBlocks()]))[0]?.flat() ?? [], (await readAlone(model)).flat(), 1e-5);
    await resident.release();
  });
});

describe('shareWherePossible', () => {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 2, seed: 3 });

  it('reads rows whole if caches do not hold what a later row continues from', async () => {
    const { graph } = model;
    const hidden = graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((name) => (name === 'present.0.value' ? 'hidden.value' : name)),
      outputs: node.outputs.map((name) => (name === 'present.0.value' ? 'hidden.value' : name)),
    }));
    const resident = await open({
      ...model,
      graph: { ...graph, nodes: [...hidden, createNode('Neg', ['hidden.value'], ['present.0.value'])] },
    });
    expect(resident.sharesPrefixes).toBe(true);
    expect(isShared(await shareWherePossible(resident, ROWS, LIMITS))).toBe(false);
    await resident.release();
  });

  it('reads rows whole with gates, where keys and values would leave the device', async () => {
    const resident = await open(model, createGatedModel);
    expect(isShared(await shareWherePossible(resident, ROWS, LIMITS))).toBe(false);
    await resident.release();
  });

  it('continues from caches of half precision', async () => {
    const resident = await open(convertPrecision(model, 'float16'));
    const shared = await answer(resident, formRuns(ROWS, { ...LIMITS, sharing: 'equal' }), [withoutBlocks()]);
    const whole = await answer(resident, formRuns(ROWS, { ...LIMITS, sharing: 'none' }), [withoutBlocks()]);
    // Sixteen bits: rounding depends on what is computed together.
    assertTensorsClose(shared[0]?.flat() ?? [], whole[0]?.flat() ?? [], 2e-2);
    await resident.release();
  });
});
