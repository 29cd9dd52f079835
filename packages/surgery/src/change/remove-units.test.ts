import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';
import { blocksOf, createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  HYBRID_DECODER,
  runModel,
  scrambleModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { findBlocks } from '../find/find-blocks.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { bypassUnits } from './bypass-units.ts';
import { requireUnits } from './find-removal-obstacle.ts';
import { removeUnits } from './remove-units.ts';

const ROWS = [
  [3, 7, 1, 12, 20, 5],
  [9, 2, 2, 17, 0, 11],
];
const ALL = [0, 1, 2, 3];
/** Nothing, the first block, one inside, the last, two side by side, two apart with an end, and all but one. */
const SUBSETS = [[], [0], [1], [3], [1, 2], [0, 2], [0, 2, 3]];
const SHAPES: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['pre', { norm: 'pre' }],
  ['pre, fused', { norm: 'pre', fused: true }],
  ['pre, flattened inside its blocks', { norm: 'pre', flattens: true }],
  ['post', { norm: 'post' }],
  ['post, fused', { norm: 'post', fused: true }],
  ['parallel', { norm: 'parallel' }],
  ['sandwich, no cache', { norm: 'sandwich', cache: false }],
  ['convolutions and attention', { norm: 'pre', mixer: (identity) => (identity === 2 ? 'attention' : 'convolution') }],
  ['state spaces and attention', { norm: 'parallel', mixer: (identity) => (identity === 1 ? 'attention' : 'state-space') }],
  ['experts', { norm: 'pre', experts: 'traced' }],
  ['experts in a Loop', { norm: 'pre', experts: 'loop' }],
  ['fused experts, no cache', { norm: 'sandwich', experts: 'MoE', cache: false }],
];
// Both graphs do the same float32 operations; only kernels chosen by fusion may differ.
const TOLERANCE = 1e-5;

/**
 * Where a removed stretch has a kept block before it, its addition and the norm after it came from different fused nodes: they stay two nodes,
 * the same computation as the fused one.
 */
function countSplitNorms(removed: readonly number[]): number {
  return removed.filter((block) => block > 0 && !removed.includes(block - 1)).length;
}

/** Graph facts that do not depend on names. */
function shapeOf({ graph }: Model): object {
  const count = (names: readonly string[]): [string, number][] =>
    [...new Set(names)].sort().map((name) => [name, names.filter((other) => other === name).length]);
  return {
    operators: count(graph.nodes.map(({ opType, domain }) => `${domain}:${opType}`)),
    weights: graph.initializers.length,
    inputs: graph.inputs.map(({ name }) => name),
    outputs: graph.outputs.map(({ name }) => name),
  };
}

function refusalOf(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

async function expectSameOutputs(actual: Model, expected: Model): Promise<void> {
  const [left, right] = [await runModel(actual, ROWS), await runModel(expected, ROWS)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  for (const [name, { values, dims }] of Object.entries(right)) {
    expect(left[name]?.dims).toEqual(dims);
    assertTensorsClose(left[name]?.values ?? [], values, TOLERANCE);
  }
}

describe('removeUnits', () => {
  it.each(SHAPES)('leaves the model that would have been built without the blocks: %s', async (_, options) => {
    const structure = findBlocks(buildTinyDecoder({ ...options, blocks: 4 }));
    for (const removed of SUBSETS) {
      const kept = ALL.filter((block) => !removed.includes(block));
      const built = buildTinyDecoder({ ...options, blocks: kept });
      const { model, report } = removeUnits(structure, createRemoval({ blocks: removed }));
      const split = options.norm === 'pre' && options.fused ? countSplitNorms(removed) : 0;
      expect(report).toMatchObject({
        removal: createRemoval({ blocks: removed }),
        kept,
        nodesAfter: removeDeadNodes(built.graph).nodes.length + split,
        weightsAfter: removeDeadNodes(built.graph).initializers.length,
      });
      if (split === 0) expect(shapeOf(model)).toEqual(shapeOf({ ...built, graph: removeDeadNodes(built.graph) }));
      await expectSameOutputs(model, built);
    }
  });

  it.each(SHAPES)('keeps the same kernels to itself when nothing is removed: %s', (_, options) => {
    const model = buildTinyDecoder({ ...options, blocks: 3 });
    expect(shapeOf(removeUnits(findBlocks(model), createRemoval({ blocks: [] })).model)).toEqual(shapeOf(model));
  });

  it('does not depend on names or order', async () => {
    const options = { norm: 'pre', fused: true } as const;
    const scrambled = scrambleModel(buildTinyDecoder({ ...options, blocks: 4 }), 5, { sorted: false });
    const { model } = removeUnits(findBlocks(scrambled), createRemoval({ blocks: [0, 2] }));
    await expectSameOutputs(model, buildTinyDecoder({ ...options, blocks: [1, 3] }));
  });

  it('finds the kept blocks again in what it made', () => {
    for (const [, options] of SHAPES) {
      const structure = findBlocks(buildTinyDecoder({ ...options, blocks: 4 }));
      const again = findBlocks(removeUnits(structure, createRemoval({ blocks: [0, 3] })).model);
      expect(again.blocks.map(({ parameters }) => parameters)).toEqual(structure.blocks.slice(1, 3).map(({ parameters }) => parameters));
      expect(again.normPlacement).toBe(options.norm);
    }
  });

  it('removes step by step what it removes at once', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'parallel', blocks: 4 }));
    const first = removeUnits(structure, createRemoval({ blocks: [1] })).model;
    await expectSameOutputs(
      removeUnits(findBlocks(first), createRemoval({ blocks: [2] })).model,
      removeUnits(structure, createRemoval({ blocks: [1, 3] })).model,
    );
  });

  it('moves the question for the past length to a kept cache', () => {
    const { model } = removeUnits(findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3 })), createRemoval({ blocks: [0] }));
    const asked = model.graph.nodes.filter(({ opType }) => opType === 'Shape').flatMap(({ inputs }) => inputs);
    expect(asked.filter((name) => name.startsWith('past'))).toEqual(['past_key_values.0.key']);
  });

  it('leaves the model it was given as it was', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 3 });
    const before = JSON.stringify(model);
    removeUnits(findBlocks(model), createRemoval({ blocks: [0, 2] }));
    expect(JSON.stringify(model)).toBe(before);
  });

  it('removes a block that reads the keys and values of a kept one', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }));
    await expectSameOutputs(
      removeUnits(structure, createRemoval({ blocks: [2] })).model,
      buildTinyDecoder({ norm: 'pre', blocks: [0, 1, 3] }),
    );
  });

  it('removes together the blocks that share a cache', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }));
    await expectSameOutputs(
      removeUnits(structure, createRemoval({ blocks: [1, 2] })).model,
      buildTinyDecoder({ norm: 'pre', blocks: [0, 3] }),
    );
  });

  it('refuses to take the keys and values from a kept block that reads them', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }));
    expect(refusalOf(() => removeUnits(structure, createRemoval({ blocks: [1] }))).code).toBe('MODEL_UNSUPPORTED');
  });

  it.each([
    [[4], 'numbered 0 to 3'],
    [[-1], 'numbered from 0'],
    [[1.5], 'numbered from 0'],
    [[1, 1], 'twice'],
    [[0, 1, 2, 3], 'keep at least one'],
  ])('refuses %j', (removed, words) => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4 }));
    for (const remove of [removeUnits, bypassUnits]) {
      const { code, message } = refusalOf(() => remove(structure, createRemoval({ blocks: removed })));
      expect(code).toBe('BAD_USER_INPUT');
      expect(message).toContain(words);
    }
  });

  it('refuses to remove the only block', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'post', blocks: 1 }));
    expect(refusalOf(() => removeUnits(structure, createRemoval({ blocks: [0] }))).code).toBe('BAD_USER_INPUT');
  });
});

describe('removeUnits of sublayers', () => {
  const HALVES: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
    ['pre', { norm: 'pre' }],
    ['pre, fused', { norm: 'pre', fused: true }],
    ['sandwich', { norm: 'sandwich' }],
    ['sandwich of fused experts, no cache', { norm: 'sandwich', experts: 'MoE', cache: false }],
    ['experts in a Loop', { norm: 'pre', experts: 'loop' }],
    ['standard operators', { norm: 'pre', standard: true }],
    ['parallel, branches first', { norm: 'parallel' }],
    ['parallel, attention first', { norm: 'parallel', parallelSum: 'attention-first' }],
    ['parallel, MLP first', { norm: 'parallel', parallelSum: 'mlp-first' }],
  ];
  const REMOVALS = [
    createRemoval({ attention: [1] }),
    createRemoval({ mlp: [2] }),
    createRemoval({ attention: [0, 3], mlp: [1, 2] }),
    createRemoval({ blocks: [2], attention: [1], mlp: [3] }),
    createRemoval({ attention: [1, 2], mlp: [2, 3] }),
  ];

  /** The places that the removed sublayers have among the kept blocks. */
  const placesOf = (sublayers: readonly number[], kept: readonly number[]): readonly number[] =>
    sublayers.map((block) => kept.indexOf(block));

  it.each(HALVES)('leaves the model that would have been built without them: %s', async (_, options) => {
    const structure = findBlocks(buildTinyDecoder({ ...options, blocks: 4 }));
    for (const removal of REMOVALS) {
      const kept = ALL.filter((block) => !blocksOf(removal, 'block').includes(block));
      const built = buildTinyDecoder({
        ...options,
        blocks: kept,
        withoutAttention: placesOf(blocksOf(removal, 'attention'), kept),
        withoutMlp: placesOf(blocksOf(removal, 'mlp'), kept),
      });
      const { model, report } = removeUnits(structure, removal);
      expect(report).toMatchObject({ removal, kept });
      // A norm by itself keeps the attributes of the fused node; the built one has constants.
      if (!options.fused) expect(report.weightsAfter).toBe(removeDeadNodes(built.graph).initializers.length);
      expect(model.graph.inputs.map(({ name }) => name)).toEqual(built.graph.inputs.map(({ name }) => name));
      await expectSameOutputs(model, built);
    }
  });

  it('removes a block where both of its sublayers go', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4 }));
    const sublayers = removeUnits(structure, createRemoval({ attention: [1], mlp: [1] })).model;
    expect(shapeOf(sublayers)).toEqual(shapeOf(removeUnits(structure, createRemoval({ blocks: [1] })).model));
  });

  it('passes a removed sublayer by without a step of the stream', () => {
    const { sublayers } = bypassUnits(
      findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3 })),
      createRemoval({ attention: [1], mlp: [2] }),
    );
    if (sublayers.arrangement === null) throw new Error(sublayers.reason);
    expect(sublayers.byBlock[1]).toEqual({
      mixer: { start: 'stream_1', end: ['stream_1'], additions: [] },
      mlp: { start: 'stream_1', end: ['stream_2'], additions: [{ sum: 'stream_2', stream: 'stream_1' }] },
    });
    expect(sublayers.byBlock[2]).toMatchObject({ mlp: { start: 'block_2/middle', end: ['block_2/middle'], additions: [] } });
  });

  it('removes what an attention adds, and keeps the keys and values that a kept one reads', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }));
    const { model } = removeUnits(structure, createRemoval({ attention: [1] }));
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(structure.model.graph.inputs.map(({ name }) => name));
    const bypassed = bypassUnits(structure, createRemoval({ attention: [1] }));
    await expectSameOutputs(model, bypassed.model);
  });

  it('refuses sublayers of blocks that have none', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'post', blocks: 4 }));
    const { code, message } = refusalOf(() => removeUnits(structure, createRemoval({ attention: [1] })));
    expect(code).toBe('SUBLAYERS_UNAVAILABLE');
    expect(message).toContain('norm');
  });

  it.each<readonly [string, Omit<TinyDecoderOptions, 'blocks'>]>([
    ['pre', { norm: 'pre' }],
    ['pre, fused', { norm: 'pre', fused: true }],
    ['sandwich of experts', { norm: 'sandwich', experts: 'traced' }],
    ['parallel, branches first', { norm: 'parallel' }],
    ['parallel, MLP first, no cache', { norm: 'parallel', parallelSum: 'mlp-first', cache: false }],
  ])('leaves the hybrid model that would have been built without them: %s', async (_, options) => {
    const structure = findBlocks(buildTinyDecoder({ ...options, ...HYBRID_DECODER }));
    for (const removal of [
      createRemoval({ mlp: [1] }),
      createRemoval({ attention: [0] }),
      createRemoval({ attention: [1, 3], mlp: [0] }),
      createRemoval({ blocks: [2], attention: [0], mlp: [3] }),
      createRemoval({ blocks: [1], mlp: [0] }),
    ]) {
      const kept = ALL.filter((block) => !blocksOf(removal, 'block').includes(block));
      const withoutMlp = [...HYBRID_DECODER.withoutMlp, ...blocksOf(removal, 'mlp')].filter((block) => kept.includes(block));
      const built = buildTinyDecoder({
        ...options,
        mixer: HYBRID_DECODER.mixer,
        blocks: kept,
        withoutAttention: placesOf(blocksOf(removal, 'attention'), kept),
        withoutMlp: placesOf(withoutMlp, kept),
      });
      const { model } = removeUnits(structure, removal);
      expect(model.graph.inputs.map(({ name }) => name)).toEqual(built.graph.inputs.map(({ name }) => name));
      await expectSameOutputs(model, built);
    }
  });

  it.each([
    [
      { attention: [0], mlp: [2] },
      'block 2 has no MLP that can be removed alone (a state space mixes its tokens, and one contribution is added to the stream, and no MLP)',
    ],
    [{ mlp: [2] }, 'remove the whole block (--remove), or choose one of 0, 1, 3'],
  ])('refuses a sublayer that a block of a hybrid model has not: %j', (lists, words) => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', ...HYBRID_DECODER }));
    const { code, message } = refusalOf(() => removeUnits(structure, createRemoval(lists)));
    expect(code).toBe('SUBLAYERS_UNAVAILABLE');
    expect(message).toContain(words);
  });

  it('refuses sublayers of a model in which no block has any', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', mixer: () => 'state-space', experts: null, blocks: 4 }));
    const { code, message } = refusalOf(() => requireUnits(structure, ['attention']));
    expect(code).toBe('SUBLAYERS_UNAVAILABLE');
    expect(message).toContain('remove whole blocks instead');
  });

  it('refuses a half of a block that does not exist', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4 }));
    expect(refusalOf(() => removeUnits(structure, createRemoval({ mlp: [4] }))).message).toContain('numbered 0 to 3');
  });
});

describe('bypassUnits', () => {
  it.each(SHAPES)('gives the logits of the model without the blocks: %s', async (_, options) => {
    const structure = findBlocks(buildTinyDecoder({ ...options, blocks: 4 }));
    for (const removed of SUBSETS.filter(({ length }) => length > 0)) {
      const passed = bypassUnits(structure, createRemoval({ blocks: removed }));
      const built = buildTinyDecoder({ ...options, blocks: ALL.filter((block) => !removed.includes(block)) });
      const [{ logits: actual }, { logits: expected }] = [await runModel(passed.model, ROWS), await runModel(built, ROWS)];
      assertTensorsClose(actual?.values ?? [], expected?.values ?? [], TOLERANCE);
    }
  });

  it('lets the boundaries of a removed block coincide and keeps the numbering', () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4 }));
    expect(bypassUnits(structure, createRemoval({ blocks: [1, 2] })).boundaries).toEqual([
      'stream_0',
      'stream_1',
      'stream_1',
      'stream_1',
      'stream_4',
    ]);
    expect(bypassUnits(structure, createRemoval({ blocks: [0] })).boundaries[1]).toBe('stream_0');
  });
});
