import { describe, expect, it } from '@jest/globals';
import { createCast, createFloatTensor, createNode, DATA_TYPE, type Model, type Tensor } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  convertPrecision,
  quantizeModel,
  runModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { bypassUnits } from '../change/bypass-units.ts';
import { removeUnits } from '../change/remove-units.ts';
import type { BlockStructure } from '../find/block-structure.ts';
import { findBlocks } from '../find/find-blocks.ts';
import { type ExposedSum, exposeSums } from './expose-sums.ts';
import { type FoldTarget, findFoldTarget } from './find-fold-target.ts';
import { insertOperator } from './insert-operator.ts';
import { replaceWeights } from './replace-weights.ts';
import type { StreamOperator } from './stream-operator.ts';

const ROWS = [
  [3, 7, 1, 12, 20, 5],
  [9, 2, 2, 17, 0, 11],
];
const HIDDEN = 16;
const RANK = 2;

const SHAPES: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['pre', { norm: 'pre' }],
  ['pre, fused', { norm: 'pre', fused: true }],
  ['pre, flattened inside its blocks', { norm: 'pre', flattens: true }],
  ['post', { norm: 'post' }],
  ['parallel', { norm: 'parallel' }],
  ['sandwich', { norm: 'sandwich' }],
];

/** Numbers that repeat nowhere, of about the size 1. */
function waves(count: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, cell) => Math.sin(1.7 * cell * (1 + phase) + phase));
}

function nearIdentity(): Float32Array {
  return waves(HIDDEN * HIDDEN, 0.3).map((value, cell) => 0.2 * value + (cell % (HIDDEN + 1) === 0 ? 1 : 0));
}

/** rows · matrix, float64. */
function times(rows: readonly number[], matrix: ArrayLike<number>, inner = HIDDEN): number[] {
  const columns = matrix.length / inner;
  return Array.from({ length: (rows.length / inner) * columns }, (_, cell) => {
    const row = Math.floor(cell / columns);
    let sum = 0;
    for (let k = 0; k < inner; k += 1) sum += (rows[row * inner + k] ?? 0) * (matrix[k * columns + (cell % columns)] ?? 0);
    return sum;
  });
}

async function fetch(model: Model, output: string): Promise<readonly number[]> {
  return (await runModel(model, ROWS))[output]?.values ?? [];
}

const STATE = 'state';
const ADDED = 'added';

/** The state that enters a block, as an output. */
const stateBefore = ({ boundaries }: BlockStructure, block: number): ExposedSum => ({ of: boundaries.slice(block, block + 1), as: STATE });

const entering = (structure: BlockStructure, start: number): Promise<readonly number[]> =>
  fetch(exposeSums(structure.model, [stateBefore(structure, start)]), STATE);

const OPERATORS: readonly (readonly [string, StreamOperator, (rows: readonly number[]) => number[]])[] = [
  ['a number', { form: 'scale', factor: 1.25 }, (rows) => rows.map((value) => 1.25 * value)],
  [
    'a factor per channel',
    { form: 'channels', factors: waves(HIDDEN, 1) },
    (rows) => rows.map((value, cell) => value * (waves(HIDDEN, 1)[cell % HIDDEN] ?? 0)),
  ],
  ['a matrix', { form: 'matrix', matrix: nearIdentity() }, (rows) => times(rows, nearIdentity())],
  [
    'a matrix of low rank',
    { form: 'low-rank', rank: RANK, left: waves(HIDDEN * RANK, 1), right: waves(RANK * HIDDEN, 2) },
    (rows) => {
      const change = times(times(rows, waves(HIDDEN * RANK, 1)), waves(RANK * HIDDEN, 2), RANK);
      return rows.map((value, cell) => value + (change[cell] ?? 0));
    },
  ],
];

describe('insertOperator', () => {
  it.each(OPERATORS)('puts %s on the stream before a block', async (_, operator, apply) => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3 }));
    const repaired = insertOperator(structure, 1, operator);
    assertTensorsClose(await entering(repaired, 1), apply(await entering(structure, 1)), 1e-5);
  });

  it.each(SHAPES.flatMap(([name, shape]) => [[0], [1, 2], [3]].map((removed) => [name, removed[0] ?? 0, shape, removed] as const)))(
    '%s: without a run that begins at block %i it computes what the passed one does, and reads as its kept blocks',
    async (_, start, shape, removed) => {
      const structure = findBlocks(buildTinyDecoder({ ...shape, blocks: 4 }));
      for (const [, operator] of OPERATORS.filter((_operator, place) => place % 3 === 0)) {
        const repaired = insertOperator(structure, start, operator);
        const passed = await fetch(bypassUnits(repaired, createRemoval({ blocks: removed })).model, 'logits');
        const { model } = removeUnits(repaired, createRemoval({ blocks: removed }));
        assertTensorsClose(await fetch(model, 'logits'), passed, 1e-5);
        expect(findBlocks(model).blocks).toHaveLength(4 - removed.length);
        // The operator does something.
        expect(passed).not.toEqual(await fetch(bypassUnits(structure, createRemoval({ blocks: removed })).model, 'logits'));
      }
    },
  );

  it('works in a stream of half precision', async () => {
    const structure = findBlocks(convertPrecision(buildTinyDecoder({ norm: 'pre', blocks: 3, cache: false }), 'float16'));
    const repaired = insertOperator(structure, 1, { form: 'matrix', matrix: nearIdentity() });
    const before = await entering(structure, 1);
    assertTensorsClose(await entering(repaired, 1), times(before, nearIdentity()), 5e-3);
    expect(findBlocks(removeUnits(repaired, createRemoval({ blocks: [1] })).model).blocks).toHaveLength(2);
  });
});

describe('findFoldTarget', () => {
  const FOLDED: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
    ...SHAPES.filter(([name]) => name !== 'post' && name !== 'sandwich'),
    ['feed-forward sublayer first', { norm: 'pre', feedForwardFirst: true }],
    ['attention alone', { norm: 'pre', experts: null }],
  ];

  it.each(FOLDED)('%s: m becomes m · T by a change of its weights', async (_, shape) => {
    const structure = findBlocks(buildTinyDecoder({ ...shape, blocks: 3 }));
    const target = findFoldTarget(structure, 2);
    if ('reason' in target) throw new Error(target.reason);
    const fold = nearIdentity();
    const outputs = await runModel(exposeSums(structure.model, [stateBefore(structure, 2), { of: target.added, as: ADDED }]), ROWS);
    const [h = [], m = []] = [STATE, ADDED].map((output) => outputs[output]?.values);
    const changed = times(m, fold);
    const folded = replaceWeights(structure, newWeights(target, fold));
    assertTensorsClose(
      await entering(folded, 2),
      h.map((value, cell) => value - (m[cell] ?? 0) + (changed[cell] ?? 0)),
      1e-5,
    );
    expect(folded.model.graph.nodes).toEqual(structure.model.graph.nodes);
  });

  function newWeights({ matrix, biases }: FoldTarget, fold: Float32Array) {
    return [matrix.source, ...biases.map(({ source }) => source)].map((source) => {
      if (source.data.kind !== 'bytes') throw new Error('a weight of a tiny model lies in its graph');
      const values = [...new Float32Array(source.data.bytes.slice().buffer)];
      return { source, values: Float64Array.from(times(values, fold)) };
    });
  }

  it('takes the MLP of a parallel block', () => {
    const target = findFoldTarget(findBlocks(buildTinyDecoder({ norm: 'parallel', blocks: 3 })), 1);
    expect(target).toMatchObject({ matrix: { source: { name: 'weights_0.down' } } });
  });

  it('takes the bias of the MLP, also one in half precision, and none of another half', () => {
    const attention = addHalfBias(buildTinyDecoder({ norm: 'parallel', blocks: 3 }), 'weights_0.output');
    const target = findFoldTarget(findBlocks(addHalfBias(attention, 'weights_0.down')), 1);
    expect(target).toMatchObject({
      matrix: { source: { name: 'weights_0.down' } },
      biases: [{ source: { name: 'weights_0.down/bias' }, isShared: false }],
    });
  });

  /** Adds a bias to the product with a weight, stored as float16 and cast, as graphs of checkpoints have it. */
  function addHalfBias(model: Model, weight: string): Model {
    const { graph } = model;
    const names = { bias: `${weight}/bias`, cast: `${weight}/bias/float`, product: `${weight}/product` };
    const bytes = new Uint8Array(Uint16Array.from({ length: HIDDEN }, () => 0x3c00).buffer);
    const bias: Tensor = {
      ...createFloatTensor(names.bias, Array(HIDDEN).fill(1)),
      dataType: DATA_TYPE.float16,
      data: { kind: 'bytes', bytes },
    };
    const nodes = graph.nodes.flatMap((node) => {
      if (!node.inputs.includes(weight)) return [node];
      const cast = createCast(names.bias, names.cast, DATA_TYPE.float);
      return [{ ...node, outputs: [names.product] }, cast, createNode('Add', [names.product, names.cast], node.outputs)];
    });
    if (nodes.length === graph.nodes.length) throw new Error(`no product reads ${weight}`);
    return { ...model, graph: { ...graph, nodes, initializers: [...graph.initializers, bias] } };
  }

  it.each<readonly [string, RegExp, () => Model]>([
    ['a norm after the sum', /norm.* follows the sum/, () => buildTinyDecoder({ norm: 'post', blocks: 3 })],
    ['a norm before the sum', /norm/, () => buildTinyDecoder({ norm: 'sandwich', blocks: 3 })],
    ['experts side by side', /3 branches/, () => buildTinyDecoder({ norm: 'pre', experts: 'traced', blocks: 3 })],
    ['fused experts', /experts/, () => buildTinyDecoder({ norm: 'pre', experts: 'MoE', blocks: 3 })],
    ['quantised weights', /quantised/, () => quantizeModel(buildTinyDecoder({ norm: 'pre', blocks: 3 }), 'dynamic')],
  ])('refuses %s', (_, reason, build) => {
    expect(findFoldTarget(findBlocks(build()), 1)).toEqual({ reason: expect.stringMatching(reason) });
  });

  it('refuses the first block, which has none before it', () => {
    expect(findFoldTarget(findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 2 })), 0)).toEqual({
      reason: expect.stringMatching(/no kept block/),
    });
  });
});
