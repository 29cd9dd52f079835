import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { createAttribute, createNode, type Model, type ValueInfo } from '@lamina/onnx';
import { buildTinyDecoder, buildTinyEncoder, type MixerKind, scrambleModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import type { BlockKind } from './block-structure.ts';
import { findBlocks } from './find-blocks.ts';

const SHAPES: readonly (readonly [string, TinyDecoderOptions])[] = (['pre', 'post', 'parallel', 'sandwich'] as const).flatMap((norm) =>
  [1, 2, 4].flatMap((blocks) =>
    [true, false].flatMap((cache) =>
      (norm === 'pre' || norm === 'post' ? [false, true] : [false]).map(
        (fused) =>
          [`${norm}${fused ? ', fused' : ''}, ${blocks} blocks, ${cache ? 'cache' : 'no cache'}`, { norm, blocks, cache, fused }] as const,
      ),
    ),
  ),
);

const hybrid = (identity: number): MixerKind => (identity % 3 === 2 ? 'attention' : 'convolution');
const MIXED: readonly (readonly [string, TinyDecoderOptions, readonly BlockKind[]])[] = [
  [
    'convolutions and attention, as in LFM2',
    { norm: 'pre', blocks: 6, mixer: hybrid },
    ['convolution', 'convolution', 'attention', 'convolution', 'convolution', 'attention'],
  ],
  [
    'state spaces alone, as in Mamba',
    { norm: 'pre', blocks: 3, experts: null, mixer: () => 'state-space' },
    ['state-space', 'state-space', 'state-space'],
  ],
  [
    'state spaces, attention and experts, as in Jamba',
    { norm: 'pre', blocks: 4, experts: 'traced', mixer: (identity) => (identity === 1 ? 'attention' : 'state-space') },
    ['state-space', 'attention', 'state-space', 'state-space'],
  ],
  ['experts, traced', { norm: 'pre', blocks: 3, experts: 'traced' }, ['attention', 'attention', 'attention']],
  ['experts, in a Loop', { norm: 'pre', blocks: 3, experts: 'loop' }, ['attention', 'attention', 'attention']],
  ['experts, as one operator', { norm: 'sandwich', blocks: 3, experts: 'MoE' }, ['attention', 'attention', 'attention']],
  ['linear attention', { norm: 'pre', blocks: 3, mixer: () => 'linear' }, ['attention', 'attention', 'attention']],
  [
    'linear attention, after parallel branches',
    { norm: 'parallel', blocks: 3, mixer: () => 'linear' },
    ['attention', 'attention', 'attention'],
  ],
];

/** Names the builder gives to the stream: what stands between blocks, by construction. */
function expectedBoundaries({ norm, blocks, fused }: TinyDecoderOptions): string[] {
  const count = Number(blocks);
  const leaving = (place: number): string => {
    if (norm !== 'post') return fused && place === count - 1 ? `block_${place}/leaving_norm#residual` : `stream_${place + 1}`;
    return fused ? `block_${place}/leaving_norm` : `block_${place}/norm_2`;
  };
  return ['stream_0', ...Array.from({ length: count }, (_, place) => leaving(place))];
}

function refusalOf(model: Model): AppError {
  try {
    findBlocks(model);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the model was not refused');
}

describe('findBlocks', () => {
  it.each([2, 3])('ends the last block where the stream has its shape back: %s blocks', (blocks) => {
    const { boundaries } = findBlocks(buildTinyDecoder({ norm: 'pre', flattens: true, blocks }));
    expect(boundaries).toEqual(Array.from({ length: blocks + 1 }, (_, place) => `stream_${place}`));
  });

  it.each([true, false])('finds blocks that begin with their feed-forward sublayer: cache %s', (cache) => {
    const { boundaries, finalNorm } = findBlocks(buildTinyDecoder({ norm: 'pre', feedForwardFirst: true, blocks: 3, cache }));
    expect(boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3']);
    expect(finalNorm).toBe('final_norm');
  });

  it.each([1, 2, 3])('ends post-norm blocks after the scale of a norm in single operators: %s blocks', (blocks) => {
    const { boundaries, normPlacement } = findBlocks(buildTinyDecoder({ norm: 'post', normKind: 'rms-spelled-out', blocks }));
    expect(boundaries).toEqual(['stream_0', ...Array.from({ length: blocks }, (_, place) => `block_${place}/norm_2`)]);
    expect(normPlacement).toBe('post');
  });

  it.each([
    ['the embedding, added before each attention', { norm: 'pre', blocks: 3, sideInput: 'embedding' }],
    ['a slice of its own of one projection', { norm: 'pre', blocks: 3, sideInput: 'slice' }],
    ['a slice of its own of one projection, no cache', { norm: 'pre', blocks: 4, sideInput: 'slice', cache: false }],
    ['keys and values of an earlier block, no cache', { norm: 'pre', blocks: 4, sharedCache: { 2: 1, 3: 1 }, cache: false }],
    ['keys and values of the first block, no cache', { norm: 'sandwich', blocks: 4, sharedCache: { 1: 0, 2: 0, 3: 0 }, cache: false }],
  ] as const)('finds blocks that read beside the stream: %s', (_, options: TinyDecoderOptions) => {
    const { boundaries, finalNorm } = findBlocks(buildTinyDecoder(options));
    expect(boundaries).toEqual(Array.from({ length: Number(options.blocks) + 1 }, (_, place) => `stream_${place}`));
    expect(finalNorm).toBe('final_norm');
  });

  it('refuses attentions that no single tensor divides, where nothing tells side reads from the stream', () => {
    const { code, message } = refusalOf(buildTinyDecoder({ norm: 'pre', blocks: 2, sideInput: 'embedding' }));
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain('entangled');
  });

  it.each([1, 3])('begins blocks before their norm where the first stands on the bare embedding: %s blocks', (blocks) => {
    const model = buildTinyDecoder({ norm: 'post', blocks });
    // The sum of tokens and positions becomes a norm of the tokens alone; all else stays: blocks add to what their norms give.
    const nodes = model.graph.nodes.flatMap((node) => {
      if (node.outputs[0] === 'embedded_positions') return [];
      if (node.outputs[0] !== 'stream_0') return [node];
      return [{ ...node, opType: 'LayerNormalization', inputs: ['embedded_tokens', 'weights_0.norm_1.gamma', 'weights_0.norm_1.beta'] }];
    });
    const { boundaries, finalNorm, normPlacement } = findBlocks({ ...model, graph: { ...model.graph, nodes } });
    expect(boundaries).toEqual(['embedded_tokens', ...Array.from({ length: blocks }, (_, place) => `block_${place}/second_sum`)]);
    expect(finalNorm).toBe(`block_${blocks - 1}/norm_2`);
    expect(normPlacement).not.toBe('post');
  });

  it('begins where the stored embedding is dequantised, though products read it as stored', () => {
    const model = buildTinyDecoder({ norm: 'post', blocks: 3 });
    const nodes = model.graph.nodes.flatMap((node) => {
      if (node.outputs[0] === 'embedded_positions') return [];
      if (node.outputs[0] === 'embedded_tokens') return [{ ...node, outputs: ['stored'] }];
      if (node.outputs[0] === 'stream_0') return [createNode('DequantizeLinear', ['stored', 'scale'], ['stream_0'])];
      return node.opType === 'MatMul' ? [{ ...node, inputs: node.inputs.map((name) => (name === 'stream_0' ? 'stored' : name)) }] : [node];
    });
    const { boundaries, model: found } = findBlocks({ ...model, graph: { ...model.graph, nodes } });
    expect(boundaries).toEqual(['stream_0', 'block_0/norm_2', 'block_1/norm_2', 'block_2/norm_2']);
    expect(found.graph.nodes.filter(({ inputs }) => inputs.includes('stored'))).toHaveLength(4);
  });

  it.each(SHAPES)('finds blocks, stream, ports and norms: %s', (_, options) => {
    const model = buildTinyDecoder(options);
    const structure = findBlocks(model);
    const count = Number(options.blocks);
    expect(structure.boundaries).toEqual(expectedBoundaries(options));
    expect(structure.blocks.map(({ index, kind }) => [index, kind])).toEqual(
      Array.from({ length: count }, (_unused, index) => [index, 'attention']),
    );
    expect(structure.normPlacement).toBe(options.norm);
    expect(structure.logits).toBe('logits');
    expect(structure.finalNorm === null).toBe(options.norm === 'post');
    const ports = structure.blocks.map((block) => block.ports.map(({ name }) => name).sort());
    const portsOf = (index: number): string[] =>
      ['past_key_values', 'present'].flatMap((end) => ['key', 'value'].map((part) => `${end}.${index}.${part}`));
    expect(ports).toEqual(Array.from({ length: count }, (_unused, index) => (options.cache ? portsOf(index) : [])));
  });

  it.each(SHAPES.filter(([, { blocks }]) => blocks !== 2))('reads data flow, not names or order: %s', (_, options) => {
    const plain = findBlocks(buildTinyDecoder(options));
    for (const [seed, sorted] of [
      [1, true],
      [2, true],
      [3, false],
    ] as const) {
      const scrambled = findBlocks(scrambleModel(buildTinyDecoder(options), seed, { sorted }));
      expect(scrambled.boundaries).toHaveLength(plain.boundaries.length);
      expect(scrambled.normPlacement).toBe(plain.normPlacement);
      expect(scrambled.finalNorm === null).toBe(plain.finalNorm === null);
      expect(scrambled.blocks).toEqual(plain.blocks);
    }
  });

  it('counts the weights of each block, and none that blocks share', () => {
    const hidden = 16;
    const { blocks } = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3, hidden }));
    const perBlock = 4 * hidden * hidden + 2 * hidden * 2 * hidden + 2 * hidden;
    expect(blocks.map(({ parameters }) => parameters)).toEqual([perBlock, perBlock, perBlock]);
  });

  it('keeps the blocks apart when one attends to the keys and values of another', () => {
    const { blocks, boundaries } = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 4, sharedCache: { 2: 1 } }));
    expect(boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3', 'stream_4']);
    expect(blocks.map(({ ports }) => ports.length)).toEqual([4, 4, 0, 4]);
  });

  it('refuses an encoder, saying which outputs it has', () => {
    const { code, message } = refusalOf(buildTinyEncoder({ blocks: 2 }));
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain('last_hidden_state');
  });

  it('refuses blocks that cannot be distinguished, naming what is read past them and by which node', () => {
    const { code, message, details } = refusalOf(buildTinyDecoder({ norm: 'pre', blocks: 2, sideInput: 'embedding' }));
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(details.nodes).toEqual(expect.arrayContaining([expect.stringContaining('block_1/')]));
    expect(message).toContain('entangled');
  });

  it('refuses a model without input_ids, naming its inputs', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2 });
    const rename = (name: string): string => (name === 'input_ids' ? 'pixels' : name);
    const { graph } = model;
    const renamed: Model = {
      ...model,
      graph: {
        ...graph,
        inputs: graph.inputs.map((input) => ({ ...input, name: rename(input.name) })),
        nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
      },
    };
    const { code, message } = refusalOf(renamed);
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain('pixels');
  });

  it('refuses a graph with a cycle', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2 });
    const nodes = model.graph.nodes.map((node) =>
      node.outputs[0] === 'block_0/up' ? { ...node, inputs: ['stream_2', node.inputs[1] ?? ''] } : node,
    );
    expect(refusalOf({ ...model, graph: { ...model.graph, nodes } }).code).toBe('MODEL_MALFORMED');
  });

  it('refuses a graph in which no token meets another', () => {
    expect(refusalOf(buildTinyDecoder({ norm: 'pre', blocks: 3, mixer: () => 'none' })).code).toBe('MODEL_UNSUPPORTED');
  });

  it.each(['pre', 'post', 'parallel', 'sandwich'] as const)('tells blocks by what repeats where nothing else marks them: %s', (norm) => {
    const { boundaries } = findBlocks(buildTinyDecoder({ norm, blocks: 4, mixer: () => 'averaged' }));
    expect(boundaries).toEqual(expectedBoundaries({ norm, blocks: 4 }));
  });

  it.each(['pre', 'parallel'] as const)('tells local attention from full attention by the mask a block reads: %s', (norm) => {
    const kindsOf = (cache: boolean, local: (identity: number) => boolean): BlockKind[] =>
      findBlocks(scrambleModel(buildTinyDecoder({ norm, blocks: 4, cache, local }), 2)).blocks.map(({ kind }) => kind);
    for (const cache of [true, false]) {
      expect(kindsOf(cache, (identity) => identity % 2 === 0)).toEqual(['local-attention', 'attention', 'local-attention', 'attention']);
      expect(new Set(kindsOf(cache, () => true))).toEqual(new Set(['local-attention']));
      expect(new Set(kindsOf(cache, () => false))).toEqual(new Set(['attention']));
    }
  });

  it('tells local attention by the window that an attention operator is given', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 3, standard: true });
    let attention = 0;
    const nodes = model.graph.nodes.map((node) => {
      if (node.opType !== 'Attention') return node;
      attention += 1;
      const window = createAttribute('local_window_size', { kind: 'int', value: attention === 2 ? 4 : -1 });
      return { ...node, attributes: [...node.attributes, window] };
    });
    const { blocks } = findBlocks({ ...model, graph: { ...model.graph, nodes } });
    expect(blocks.map(({ kind }) => kind)).toEqual(['attention', 'local-attention', 'attention']);
  });

  it('knows the state ports that Mamba exports have', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2, experts: null, mixer: () => 'state-space' });
    const rename = (name: string): string => name.replace(/^(past|present)_(conv|ssm)\./, 'cache_params.$1.$2.');
    const renamed = (ports: readonly ValueInfo[]): ValueInfo[] => ports.map((port) => ({ ...port, name: rename(port.name) }));
    const { graph } = model;
    const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) }));
    const { blocks } = findBlocks({
      ...model,
      graph: { ...graph, nodes, inputs: renamed(graph.inputs), outputs: renamed(graph.outputs) },
    });
    expect(blocks.map(({ ports }) => ports.map(({ name }) => name).sort())).toEqual(
      [0, 1].map((place) => ['past', 'present'].flatMap((end) => ['conv', 'ssm'].map((part) => `cache_params.${end}.${part}.${place}`))),
    );
    expect(blocks.map(({ kind }) => kind)).toEqual(['state-space', 'state-space']);
  });

  it.each(MIXED)('finds blocks that mix tokens in other ways than attention, with a cache and without: %s', (_, options, kinds) => {
    for (const cache of [true, false]) {
      const model = buildTinyDecoder({ ...options, cache });
      const { boundaries, blocks } = findBlocks(model);
      expect(boundaries).toEqual(expectedBoundaries(options));
      expect(blocks.map(({ kind }) => kind)).toEqual(kinds);
      // Scrambling does not reach into subgraphs.
      if (options.experts !== 'loop') expect(findBlocks(scrambleModel(model, 3)).blocks.map(({ kind }) => kind)).toEqual(kinds);
      const ports = blocks.flatMap((block) => block.ports);
      const given = [...model.graph.inputs, ...model.graph.outputs].map(({ name }) => name);
      expect(ports.map(({ name }) => name).sort()).toEqual(given.filter((name) => /^(past|present)/.test(name)).sort());
    }
  });
});
