import { describe, expect, it } from '@jest/globals';
import { DATA_TYPE } from '@lamina/onnx';
import { assertTensorsClose, buildTinyDecoder, convertPrecision, runModel } from '@lamina/test-utils/models';
import { halveProducts } from './halve-products.ts';
import { widenBfloat16 } from './widen-bfloat16.ts';

const ROWS = [[3, 7, 1, 12, 20, 5]];

describe('halveProducts', () => {
  it.each([
    ['float32', buildTinyDecoder({ norm: 'pre', blocks: 3 })],
    ['bfloat16', widenBfloat16(convertPrecision(buildTinyDecoder({ norm: 'pre', blocks: 3 }), 'bfloat16'))],
  ])('multiplies by weights of %s in float16, and gives the same logits up to its rounding', async (name, model) => {
    const half = halveProducts(model);
    const [exact, rounded] = [await runModel(model, ROWS), await runModel(half, ROWS)];
    assertTensorsClose(rounded.logits?.values ?? [], exact.logits?.values ?? [], 0.02);
    // On processors ONNX Runtime rounds the weights alone, and bfloat16 weights are float16 numbers already; test/gpu rounds all factors.
    if (name === 'float32') expect(rounded.logits?.values).not.toEqual(exact.logits?.values);
    // Only products read float16, and the casts back to float32.
    const readers = half.graph.nodes.filter(({ inputs }) => inputs.some((name) => name.endsWith('#half')));
    expect(readers.filter(({ opType }) => opType !== 'Cast').every(({ opType }) => opType === 'MatMul')).toBe(true);
    expect(half.graph.outputs).toEqual(model.graph.outputs);
  });

  it('casts what several products read once', () => {
    const { nodes } = halveProducts(buildTinyDecoder({ norm: 'pre', blocks: 2 })).graph;
    const made = nodes.flatMap(({ outputs }) => outputs);
    expect(new Set(made).size).toBe(made.length);
  });

  it('leaves models in half precision as they are', () => {
    const model = convertPrecision(buildTinyDecoder({ norm: 'pre', blocks: 2 }), 'float16');
    expect(halveProducts(model).graph.nodes).toEqual(model.graph.nodes);
    expect(model.graph.initializers.some(({ dataType }) => dataType === DATA_TYPE.float16)).toBe(true);
  });
});
