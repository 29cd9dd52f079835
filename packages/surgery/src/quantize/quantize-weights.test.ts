import { describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { createAttribute, createFloatTensor, createNode, type Model, type Tensor } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, convertPrecision, runModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import { removeUnits } from '../change/remove-units.ts';
import { findBlocks } from '../find/find-blocks.ts';
import { countWeights } from '../graph/count-weights.ts';
import { fill, floatsOf } from './fill-weights.fixture.ts';
import { halveWeights } from './halve-weights.ts';
import type { PlannedModel } from './planned-weights.ts';
import { type BlockwiseOptions, quantizeBlockwise } from './quantize-blockwise.ts';
import { type BlockwiseWeight, quantizeWeights } from './quantize-weights.ts';

const ROWS = [
  [3, 9, 4, 11, 5],
  [7, 2, 13, 6, 1],
];
const FORMS: readonly BlockwiseOptions[] = [
  { bits: 4, blockSize: 16, symmetric: true },
  { bits: 4, blockSize: 32, symmetric: false },
  { bits: 8, blockSize: 16, symmetric: true },
  { bits: 8, blockSize: 32, symmetric: false },
];
interface Kind extends Omit<TinyDecoderOptions, 'blocks'> {
  /** Products are FusedMatMul with [outputs, inputs] weights, as in the graphs of checkpoints. */
  readonly isFused?: boolean;
}
const KINDS: readonly (readonly [string, Kind])[] = [
  ['products', { norm: 'pre', hidden: 32 }],
  ['products of 16 inputs, fewer than a block', { norm: 'post' }],
  ['a head that reads the embedding transposed', { norm: 'pre', hidden: 32, tied: true }],
  ['products of rows of all texts together', { norm: 'pre', flattens: true }],
  ['products with transposed weights', { norm: 'pre', hidden: 32, isFused: true }],
];

/** MatMul(x, W[in, out]) → FusedMatMul(x, Wᵀ[out, in], transB) */
function fuseProducts(model: Model): Model {
  const weights = new Map(model.graph.initializers.filter(({ dims }) => dims.length === 2).map((tensor) => [tensor.name, tensor]));
  const turned = new Map<string, Tensor>();
  const nodes = model.graph.nodes.map((node) => {
    const [input = '', name = ''] = node.inputs;
    const weight = node.opType === 'MatMul' ? weights.get(name) : undefined;
    if (weight === undefined) return node;
    turned.set(name, transpose(weight));
    const attributes = [createAttribute('transB', { kind: 'int', value: 1 }), createAttribute('alpha', { kind: 'float', value: 1 })];
    return createNode('FusedMatMul', [input, name], node.outputs, { name: node.name, domain: 'com.microsoft', attributes });
  });
  const initializers = model.graph.initializers.map((tensor) => turned.get(tensor.name) ?? tensor);
  const opsets = [...model.opsets, { domain: 'com.microsoft', version: 1 }];
  return { ...model, opsets, graph: { ...model.graph, nodes, initializers } };
}

function transpose(weight: Tensor): Tensor {
  const [rows = 0, columns = 0] = weight.dims;
  const values = floatsOf(weight);
  const turned = Array.from(values, (_, place) => getAt(values, (place % rows) * columns + Math.floor(place / rows)));
  return createFloatTensor(weight.name, turned, [columns, rows]);
}

/** The float model with every quantized matrix replaced by the values that its codes stand for, decoded here. */
function decode(model: Model, { weights }: PlannedModel<BlockwiseWeight>, options: BlockwiseOptions): Model {
  const { bits, blockSize } = options;
  const decoded = new Map(
    weights.map(({ source, shape }) => {
      const { inputs, outputs, isTransposed } = shape;
      const { codes, scales, zeroPoints } = quantizeBlockwise(floatsOf(source), shape, options);
      const read = (bytes: Uint8Array, place: number): number =>
        bits === 8 ? (bytes[place] ?? 0) : ((bytes[Math.floor(place / 2)] ?? 0) >> (place % 2 === 0 ? 0 : 4)) & 15;
      const blocks = Math.ceil(inputs / blockSize);
      const values = new Array<number>(inputs * outputs);
      for (let n = 0; n < outputs; n += 1) {
        for (let k = 0; k < inputs; k += 1) {
          const block = Math.floor(k / blockSize);
          const perRow = bits === 8 ? blocks : 2 * Math.ceil(blocks / 2);
          const zero = zeroPoints ? read(zeroPoints, n * perRow + block) : 2 ** (bits - 1);
          const code = read(codes, (n * blocks + block) * blockSize + (k % blockSize));
          values[isTransposed ? n * inputs + k : k * outputs + n] = (code - zero) * (scales[n * blocks + block] ?? Number.NaN);
        }
      }
      return [source.name, createFloatTensor(source.name, values, source.dims)] as const;
    }),
  );
  return {
    ...model,
    graph: { ...model.graph, initializers: model.graph.initializers.map((tensor) => decoded.get(tensor.name) ?? tensor) },
  };
}

describe.each(KINDS)('quantizeWeights on %s', (_, { isFused = false, ...kind }) => {
  const built = buildTinyDecoder({ ...kind, blocks: 3, seed: 11 });
  const model = isFused ? fuseProducts(built) : built;

  it.each(FORMS)('computes with what the codes stand for: %p', async (options) => {
    const plan = quantizeWeights(model, options);
    const quantized = await runModel(fill(plan), ROWS);
    // A tied embedding is looked up as it was: only its product reads codes.
    if (kind.tied !== true) {
      const truth = await runModel(decode(model, plan, options), ROWS);
      assertTensorsClose(quantized.logits?.values ?? [], truth.logits?.values ?? [], 1e-4);
    }
    const dense = await runModel(model, ROWS);
    const scale = Math.max(...(dense.logits?.values ?? []).map(Math.abs));
    assertTensorsClose(quantized.logits?.values ?? [], dense.logits?.values ?? [], (options.bits === 8 ? 0.02 : 0.35) * scale);
  });

  it('leaves no float product, and blocks as they are found in the float model', () => {
    const [options] = FORMS as [BlockwiseOptions];
    const plan = quantizeWeights(model, options);
    const { graph } = plan.model;
    const weights = new Set(graph.initializers.map(({ name }) => name));
    expect(
      graph.nodes.filter(({ opType, inputs }) => ['MatMul', 'FusedMatMul', 'Gemm'].includes(opType) && weights.has(inputs[1] ?? '')),
    ).toEqual([]);
    expect(graph.nodes.filter(({ opType }) => opType === 'MatMulNBits').length).toBe(plan.weights.length);
    const [before, after] = [findBlocks(model), findBlocks(plan.model)];
    expect(after.blocks.map(({ parameters }) => parameters)).toEqual(before.blocks.map(({ parameters }) => parameters));
  });

  it('gives the same model before and after the removal of a block', async () => {
    const [options] = FORMS as [BlockwiseOptions];
    const first = fill(quantizeWeights(model, options));
    const quantizedThenPruned = await runModel(removeUnits(findBlocks(first), createRemoval({ blocks: [1] })).model, ROWS);
    const pruned = removeUnits(findBlocks(model), createRemoval({ blocks: [1] })).model;
    const prunedThenQuantized = await runModel(fill(quantizeWeights(pruned, options)), ROWS);
    expect(prunedThenQuantized.logits?.values).toEqual(quantizedThenPruned.logits?.values);
  });
});

describe('quantizeWeights', () => {
  it('reads weights that are stored in half precision and cast where they are read', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2, hidden: 32 });
    const halved = halveWeights(model);
    const [options] = FORMS as [BlockwiseOptions];
    const plan = quantizeWeights(halved.model, options);
    expect(plan.weights).toHaveLength(quantizeWeights(model, options).weights.length);
    expect(plan.model.graph.nodes.filter(({ opType }) => opType === 'MatMulNBits')).toHaveLength(plan.weights.length);
  });

  it('gives scales in float16 to products that compute in it', () => {
    const half = convertPrecision(buildTinyDecoder({ norm: 'pre', blocks: 1, hidden: 32 }), 'float16');
    const [options] = FORMS as [BlockwiseOptions];
    const plan = quantizeWeights(half, options);
    const scales = new Set(plan.weights.map(({ tensors: [, scales] }) => scales?.name));
    expect(plan.weights.length).toBeGreaterThan(0);
    expect(plan.model.graph.initializers.filter(({ name }) => scales.has(name)).every(({ dataType }) => dataType === 10)).toBe(true);
  });

  it('refuses a model whose products are quantized already', () => {
    const [options] = FORMS as [BlockwiseOptions];
    const { model } = quantizeWeights(buildTinyDecoder({ norm: 'pre', blocks: 1 }), options);
    expect(() => quantizeWeights(model, options)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

describe('halveWeights', () => {
  it('stores trained matrices in two bytes and counts as many parameters', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2, tied: true });
    const plan = halveWeights(model);
    const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect(total(countWeights(plan.model.graph))).toBe(total(countWeights(model.graph)));
    const halves = plan.model.graph.initializers.filter(({ dataType }) => dataType === 10);
    expect(halves.map(({ name }) => name).sort()).toEqual(plan.weights.flatMap(({ tensors }) => tensors.map(({ name }) => name)).sort());
    expect(findBlocks(plan.model).blocks.map(({ parameters }) => parameters)).toEqual(
      findBlocks(model).blocks.map(({ parameters }) => parameters),
    );
  });
});
