import { describe, expect, it } from '@jest/globals';
import { createValueInfo, DATA_TYPE, type Model, readModel, sourceFromBytes } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  encodeModel,
  quantizeModel,
  runModel,
  scrambleModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { bypassUnits } from '../change/bypass-units.ts';
import { removeUnits } from '../change/remove-units.ts';
import { exposeBlockMetrics } from '../expose/expose-block-metrics.ts';
import { exposeTokenLoss } from '../expose/expose-token-loss.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { findBlocks } from './find-blocks.ts';

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

/** One vector moved to sparse_initializer, with all of its values listed. */
function storeSparsely(model: Model, name: string): Model {
  const dense = model.graph.initializers.find((tensor) => tensor.name === name);
  if (dense?.data.kind !== 'bytes') throw new Error(`${name} is no weight`);
  const [length = 0] = dense.dims;
  const places = new Uint8Array(BigInt64Array.from({ length }, (_, place) => BigInt(place)).buffer);
  const field = (number: number, content: readonly number[]): number[] => [number * 8 + 2, content.length, ...content];
  const values = [8, length, 16, DATA_TYPE.float, ...field(8, [...Buffer.from(name)]), ...field(9, [...dense.data.bytes])];
  const indices = [8, length, 16, DATA_TYPE.int64, 74, (places.byteLength & 0x7f) | 0x80, places.byteLength >> 7, ...places];
  const message = [...field(1, values), 18, (indices.length & 0x7f) | 0x80, indices.length >> 7, ...indices, 24, length];
  const sparse = Uint8Array.of(122, (message.length & 0x7f) | 0x80, message.length >> 7, ...message);
  const initializers = model.graph.initializers.filter((tensor) => tensor !== dense);
  return { ...model, graph: { ...model.graph, initializers, rest: [sparse] } };
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
  ['a sparse weight outside the blocks', (blocks) => storeSparsely(buildTinyDecoder({ norm: 'pre', blocks }), 'final.gamma')],
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
    // Scrambling knows neither weights that are inputs nor sparse ones.
    if (model.irVersion > 3 && model.graph.rest.length === 0)
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
      const { model, report } = removeUnits(structure, createRemoval({ blocks: removed }));
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
    const measured = exposeTokenLoss(
      exposeBlockMetrics(bypassUnits(structure, createRemoval({ blocks: [1] })), { keep: ['logits'] }),
      'logits',
    );
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

describe('a decoder that reads embeddings instead of tokens', () => {
  const build: Build = (blocks) => {
    const model = buildTinyDecoder({ norm: 'pre', blocks });
    const { graph } = model;
    const nodes = graph.nodes
      .filter(({ outputs }) => outputs[0] !== 'embedded_tokens')
      .map((node) => ({
        ...node,
        inputs: node.inputs.map((name) => (name === 'embedded_tokens' || name === 'input_ids' ? 'inputs_embeds' : name)),
      }));
    const inputs = graph.inputs.map((input) =>
      input.name === 'input_ids' ? createValueInfo('inputs_embeds', DATA_TYPE.float, ['batch_size', 'sequence_length', 16]) : input,
    );
    return { ...model, graph: { ...graph, nodes, inputs, initializers: graph.initializers.filter(({ name }) => name !== 'tokens') } };
  };

  it('has its blocks found and removed', () => {
    const structure = findBlocks(build(3));
    expect(structure.boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3']);
    const { model, report } = removeUnits(structure, createRemoval({ blocks: [1] }));
    expect(report).toMatchObject({ nodesAfter: build(2).graph.nodes.length, weightsAfter: build(2).graph.initializers.length });
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(build(2).graph.inputs.map(({ name }) => name));
  });
});

describe('a decoder whose blocks read the embedding', () => {
  it.each([true, false])('loses blocks as if it had been built without them, cache %s', async (cache) => {
    const build = decoder({ norm: 'pre', sideInput: 'embedding', cache });
    const structure = findBlocks(build(4));
    expect(structure.boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3', 'stream_4']);
    for (const [removed, kept] of [
      [[0], [1, 2, 3]],
      [
        [1, 2],
        [0, 3],
      ],
      [[3], [0, 1, 2]],
    ] as const)
      await expectSameOutputs(removeUnits(structure, createRemoval({ blocks: removed })).model, build(kept));
  });
});

describe('a decoder whose blocks read slices of a second lookup', () => {
  const build = decoder({ norm: 'pre', sideInput: 'lookup' });

  it('has its stream begin at the lookup that all else is computed from', async () => {
    const model = build(4);
    for (const given of [model, scrambleModel(model, 3), scrambleModel(model, 4)]) expect(findBlocks(given).blocks).toHaveLength(4);
    const structure = findBlocks(model);
    expect(structure.boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3', 'stream_4']);
    await expectSameOutputs(removeUnits(structure, createRemoval({ blocks: [0, 2] })).model, build([1, 3]));
  });
});

describe('a decoder whose blocks read slices of one projection of the embedding', () => {
  const build = decoder({ norm: 'pre', sideInput: 'slice' });

  it('loses blocks as if it had been built without them', async () => {
    const structure = findBlocks(build(4));
    expect(structure.boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3', 'stream_4']);
    await expectSameOutputs(removeUnits(structure, createRemoval({ blocks: [1, 2] })).model, build([0, 3]));
    await expectSameOutputs(removeUnits(structure, createRemoval({ blocks: [3] })).model, build([0, 1, 2]));
  });

  it('keeps the block whose end needs the projection first, and says which node reads it', () => {
    expect(() => removeUnits(findBlocks(build(4)), createRemoval({ blocks: [0] }))).toThrow('node/block_1/slice');
  });
});
