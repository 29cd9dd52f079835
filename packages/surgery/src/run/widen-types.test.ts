import { describe, expect, it } from '@jest/globals';
import { DATA_TYPE, type Model } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  convertPrecision,
  type FetchedTensor,
  roundToBfloat16,
  runModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { removeUnits } from '../change/remove-units.ts';
import { findBlocks } from '../find/find-blocks.ts';
import { widenBfloat16 } from './widen-bfloat16.ts';
import { widenInputs } from './widen-inputs.ts';

// A fused sum is rounded once, a split one twice.
const HALF_STEPS = 0.02;
const ROWS = [[3, 7, 1, 12, 20, 5]];
const SHAPES: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['attention', { norm: 'pre' }],
  ['fused norms', { norm: 'pre', fused: true }],
  ['state spaces in a Scan', { norm: 'parallel', mixer: (identity) => (identity === 1 ? 'attention' : 'state-space') }],
  ['convolutions', { norm: 'sandwich', mixer: () => 'convolution' }],
];

function run(model: Model): Promise<Readonly<Record<string, FetchedTensor>>> {
  return runModel(widenInputs(widenBfloat16(model)), ROWS);
}

async function expectSame(actual: Model, expected: Model, tolerance: number): Promise<void> {
  const [left, right] = [await run(actual), await run(expected)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  for (const [name, { values }] of Object.entries(right)) assertTensorsClose(left[name]?.values ?? [], values, tolerance);
}

describe.each(SHAPES)('models in half precision: %s', (_, options) => {
  const build = (blocks: TinyDecoderOptions['blocks']): Model => buildTinyDecoder({ ...options, blocks });

  it('run in float32 on bfloat16 weights, which stay as they are', async () => {
    const model = convertPrecision(build(3), 'bfloat16');
    const widened = widenBfloat16(model);
    expect(widened.graph.initializers).toEqual(model.graph.initializers);
    expect(widened.graph.inputs.map(({ name, dims }) => [name, dims])).toEqual(model.graph.inputs.map(({ name, dims }) => [name, dims]));
    await expectSame(model, roundToBfloat16(build(3)), 1e-5);
  });

  it('take float16 caches and states as float32', async () => {
    const model = convertPrecision(build(3), 'float16');
    const widened = widenInputs(model);
    expect(widened.graph.inputs.map(({ name, dims }) => [name, dims])).toEqual(model.graph.inputs.map(({ name, dims }) => [name, dims]));
    expect(widened.graph.inputs.map(({ elementType }) => elementType)).not.toContain(DATA_TYPE.float16);
    await expectSame(model, build(3), 0.05);
  });

  it('lose blocks as float32 models do, also where only the embedding is float32', async () => {
    for (const floatEmbedding of [false, true]) {
      const structure = findBlocks(convertPrecision(build(3), 'float16', { floatEmbedding }));
      for (const [removed, kept] of [
        [[0], [1, 2]],
        [[0, 1], [2]],
        [[1], [0, 2]],
        [[2], [0, 1]],
      ] as const)
        await expectSame(
          removeUnits(structure, createRemoval({ blocks: removed })).model,
          convertPrecision(build(kept), 'float16', { floatEmbedding }),
          HALF_STEPS,
        );
    }
  });
});

describe('widenBfloat16 and widenInputs', () => {
  it('give float32 models back as they are', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2 });
    expect(widenInputs(widenBfloat16(model))).toBe(model);
  });
});
