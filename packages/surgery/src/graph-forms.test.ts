import { describe, expect, it } from '@jest/globals';
import { createValueInfo, DATA_TYPE, type Model, readModel, sourceFromBytes } from '@lamina/onnx';
import {
  assertTensorsClose,
  buildTinyDecoder,
  encodeModel,
  quantizeModel,
  runModel,
  scrambleModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { bypassBlocks } from './bypass-blocks.ts';
import { exposeBlockMetrics } from './expose-block-metrics.ts';
import { exposeTokenLoss } from './expose-token-loss.ts';
import { findBlocks } from './find-blocks.ts';
import { removeBlocks } from './remove-blocks.ts';
import { removeDeadNodes } from './remove-dead-nodes.ts';

const ROWS = [
  [3, 7, 1, 12, 20, 5],
  [9, 2, 2, 17, 0, 11],
];
const TOLERANCE = 1e-5;

type Build = (blocks: TinyDecoderOptions['blocks']) => Model;

const decoder =
  (options: Omit<TinyDecoderOptions, 'blocks'>): Build =>
  (blocks) =>
    buildTinyDecoder({ ...options, blocks });

/** As IR 3 demands: every weight is an input of the graph too. */
function listWeightsAsInputs(model: Model): Model {
  const weights = model.graph.initializers.map(({ name, dataType, dims }) => createValueInfo(name, dataType, dims));
  return { ...model, irVersion: 3, graph: { ...model.graph, inputs: [...model.graph.inputs, ...weights] } };
}

/** The first token's step: extents of the stream are stated for every tensor the builder names, as shape inference leaves them. */
function stateTypes(model: Model): Model {
  const names = model.graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => /^stream_|\/middle$|\/down$/.test(name));
  const valueInfo = names.map((name) => createValueInfo(name, DATA_TYPE.float, ['batch_size', 'sequence_length', 16]));
  return { ...model, graph: { ...model.graph, valueInfo } };
}

const FORMS: readonly (readonly [string, Build])[] = [
  ...[13, 16, 17, 18, 21, 23, 24].map((opset) => [`opset ${opset}`, decoder({ norm: 'pre', opset })] as const),
  ...(['post', 'parallel'] as const).map((norm) => [`opset 23, ${norm}`, decoder({ norm, opset: 23 })] as const),
  ...[true, false].map(
    (cache) =>
      [`standard attention, norm and rotary operators, cache ${cache}`, decoder({ norm: 'sandwich', standard: true, cache })] as const,
  ),
  ...(['qdq', 'dynamic', 'nbits'] as const).flatMap((form) =>
    (['pre', 'post', 'parallel', 'sandwich'] as const).map(
      (norm) =>
        [`${form}, ${norm}`, (blocks: number | readonly number[]) => quantizeModel(buildTinyDecoder({ norm, blocks }), form)] as const,
    ),
  ),
  ...(['pre', 'parallel', 'sandwich'] as const).map(
    (norm) =>
      [
        `a stream stored quantised, ${norm}`,
        (blocks: number | readonly number[]) => quantizeModel(buildTinyDecoder({ norm, blocks }), 'qdq', { stream: true }),
      ] as const,
  ),
  ['a scaled embedding', decoder({ norm: 'sandwich', embeddingScale: 4 })],
  ['a head tied to the embedding', decoder({ norm: 'pre', tied: true })],
  ['a tied head in 4 bits around it', (blocks) => quantizeModel(buildTinyDecoder({ norm: 'pre', tied: true, blocks }), 'nbits')],
  ['masks of two kinds', decoder({ norm: 'pre', local: (identity) => identity % 2 === 0 })],
  ['IR version 3, weights as inputs', (blocks) => listWeightsAsInputs(buildTinyDecoder({ norm: 'pre', blocks }))],
  ['stated types', (blocks) => stateTypes(buildTinyDecoder({ norm: 'pre', blocks }))],
];

async function expectSameOutputs(actual: Model, expected: Model): Promise<void> {
  const [left, right] = [await runModel(actual, ROWS), await runModel(expected, ROWS)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  for (const [name, { values, dims }] of Object.entries(right)) {
    expect(left[name]?.dims).toEqual(dims);
    assertTensorsClose(left[name]?.values ?? [], values, TOLERANCE);
  }
}

describe.each(FORMS)('a decoder with %s', (name, build) => {
  it('has its blocks found, whatever its tensors are called', () => {
    const model = build(4);
    const { boundaries, blocks, finalNorm } = findBlocks(model);
    const isPost = name.includes('post');
    expect(boundaries).toEqual(['stream_0', ...[1, 2, 3, 4].map((place) => (isPost ? `block_${place - 1}/norm_2` : `stream_${place}`))]);
    expect(finalNorm).toBe(isPost ? null : 'final_norm');
    if (model.irVersion > 3)
      expect(findBlocks(scrambleModel(model, 7)).blocks.map(({ parameters }) => parameters)).toEqual(
        blocks.map(({ parameters }) => parameters),
      );
  });

  it('has the parameters of its blocks counted as in float32', () => {
    const norm = (['post', 'parallel', 'sandwich'] as const).find((word) => name.includes(word)) ?? 'pre';
    const plain = findBlocks(
      buildTinyDecoder({ norm: name.startsWith('standard') || name.includes('scaled') ? 'sandwich' : norm, blocks: 2 }),
    );
    expect(findBlocks(build(2)).blocks.map(({ parameters }) => parameters)).toEqual(plain.blocks.map(({ parameters }) => parameters));
  });

  it('loses blocks as if it had been built without them', async () => {
    const structure = findBlocks(readModel(sourceFromBytes(encodeModel(build(4)))));
    for (const [removed, kept] of [
      [[0], [1, 2, 3]],
      [
        [1, 2],
        [0, 3],
      ],
      [[3], [0, 1, 2]],
    ] as const) {
      const built = build(kept);
      const { model, report } = removeBlocks(structure, removed);
      expect(report).toMatchObject({
        nodesAfter: removeDeadNodes(built.graph).nodes.length,
        weightsAfter: built.graph.initializers.length,
      });
      expect(model.irVersion).toBe(built.irVersion);
      await expectSameOutputs(model, built);
    }
  });

  it('is measured: metrics and losses of a bypassed block are those of the model without it', async () => {
    const structure = findBlocks(build(3));
    const measured = exposeTokenLoss(exposeBlockMetrics(bypassBlocks(structure, [1]), { keep: ['logits'] }), 'logits');
    const whole = exposeTokenLoss(exposeBlockMetrics(findBlocks(build([0, 2])), { keep: ['logits'] }), 'logits');
    const [left, right] = [await runModel(measured, ROWS), await runModel(whole, ROWS)];
    const losses = 'lamina.label_log_probability';
    assertTensorsClose(left[losses]?.values ?? [], right[losses]?.values ?? [], TOLERANCE);
    const steps = left['lamina.step_squared']?.values ?? [];
    const kept = steps.filter((_, cell) => cell % 3 !== 1);
    assertTensorsClose(
      steps.filter((_, cell) => cell % 3 === 1),
      kept.slice(0, steps.length / 3).map(() => 0),
      0,
    );
    assertTensorsClose(kept, right['lamina.step_squared']?.values ?? [], 1e-3);
  });
});
