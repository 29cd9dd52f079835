import { describe, expect, it } from '@jest/globals';
import { createAttribute, createFloatTensor, createModel, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { assertTensorsClose, buildTinyDecoder, convertPrecision, runModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import { findBlocks } from '../find/find-blocks.ts';
import { fill } from './fill-weights.fixture.ts';
import { quantizeColumns, quantizeProducts } from './quantize-products.ts';

const ROWS = [
  [3, 9, 4, 11, 5],
  [7, 2, 13, 6, 1],
];
const BLOCKS = 3;
const KINDS: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['norms before each branch', { norm: 'pre', hidden: 32 }],
  ['norms after each branch', { norm: 'post', hidden: 32 }],
  ['a head that reads the embedding transposed', { norm: 'pre', hidden: 32, tied: true }],
];

/** The same products by standard operators: DynamicQuantizeLinear, MatMulInteger, then the scales of input and output. */
function spellOut(model: Model): Model {
  const nodes = model.graph.nodes.flatMap((node) => {
    if (node.opType !== 'DynamicQuantizeMatMul') return [node];
    const [x = '', codes = '', scales = ''] = node.inputs;
    const [y = ''] = node.outputs;
    return [
      createNode('DynamicQuantizeLinear', [x], [`${y}/x`, `${y}/scale`, `${y}/zero`]),
      createNode('MatMulInteger', [`${y}/x`, codes, `${y}/zero`], [`${y}/sums`]),
      createNode('Cast', [`${y}/sums`], [`${y}/floats`], { attributes: [createAttribute('to', { kind: 'int', value: 1 })] }),
      createNode('Mul', [`${y}/floats`, `${y}/scale`], [`${y}/scaled`]),
      createNode('Mul', [`${y}/scaled`, scales], [y]),
    ];
  });
  return { ...model, graph: { ...model.graph, nodes } };
}

describe('quantizeColumns', () => {
  it('gives the largest weight of each output the code 127 or -127', () => {
    // Two inputs, three outputs: columns (1, -2), (0, 0), (0.5, 0.25).
    const rows = Float32Array.of(1, 0, 0.5, -2, 0, 0.25);
    const { codes, scales } = quantizeColumns(rows, { inputs: 2, outputs: 3, isTransposed: false });
    expect([...codes]).toEqual([64, 0, 127, -127, 0, 64]);
    expect([...scales]).toEqual([Math.fround(2 / 127), 1, Math.fround(0.5 / 127)]);
    const columns = Float32Array.of(1, -2, 0, 0, 0.5, 0.25);
    expect(quantizeColumns(columns, { inputs: 2, outputs: 3, isTransposed: true })).toEqual({ codes, scales });
  });
});

describe.each(KINDS)('quantizeProducts on %s', (_, kind) => {
  const model = buildTinyDecoder({ ...kind, blocks: BLOCKS, seed: 11 });

  it('computes as standard operators with the same codes, and nearly as the float model', async () => {
    const quantized = fill(quantizeProducts(model));
    const result = (await runModel(quantized, ROWS)).logits?.values ?? [];
    const truth = (await runModel(spellOut(quantized), ROWS)).logits?.values ?? [];
    assertTensorsClose(result, truth, 1e-4);
    const dense = (await runModel(model, ROWS)).logits?.values ?? [];
    assertTensorsClose(result, dense, 0.05 * Math.max(...dense.map(Math.abs)));
    expect([...result]).not.toEqual([...dense]);
  });

  it('leaves only the down projections of the MLPs as float products, and blocks as they are found in the float model', () => {
    const { model: planned } = quantizeProducts(model);
    const weights = new Set(planned.graph.initializers.map(({ name }) => name));
    const floats = planned.graph.nodes.filter(({ opType, inputs }) => opType === 'MatMul' && weights.has(inputs[1] ?? ''));
    expect(floats).toHaveLength(BLOCKS);
    for (const { inputs } of floats) expect(inputs[1]).toMatch(/down|fc2|w2|mlp/i);
    const [before, after] = [findBlocks(model), findBlocks(planned)];
    expect(after.blocks.map(({ parameters }) => parameters)).toEqual(before.blocks.map(({ parameters }) => parameters));
  });
});

describe('quantizeProducts', () => {
  it('asks each tensor once where its input came from: sums of a tensor with itself double the ways to it, not the time', () => {
    const sums = Array.from({ length: 64 }, (_, step) => createNode('Add', [`x${step}`, `x${step}`], [`x${step + 1}`]));
    const model = createModel({
      name: 'sums',
      nodes: [...sums, createNode('MatMul', ['x64', 'w'], ['y'])],
      initializers: [createFloatTensor('w', new Array<number>(16 * 16).fill(1), [16, 16])],
      inputs: [createValueInfo('x0', DATA_TYPE.float, [1, 16])],
      outputs: [createValueInfo('y', DATA_TYPE.float, [1, 16])],
    });
    expect(quantizeProducts(model).weights).toHaveLength(1);
  });

  it('refuses a model that computes in half precision', () => {
    const half = convertPrecision(buildTinyDecoder({ norm: 'pre', blocks: 1, hidden: 32 }), 'float16');
    expect(() => quantizeProducts(half)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
