import { describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import { createAttribute, createFloatTensor, createNode, type Model, readModel, sourceFromBytes } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  encodeModel,
  extractFunction,
  FUNCTION_DOMAIN,
  mergeDecoders,
  runModel,
  type TinyDecoderOptions,
} from '@lamina/test-utils/models';
import { removeUnits } from '../change/remove-units.ts';
import { findBlocks } from '../find/find-blocks.ts';
import { flattenModel } from './flatten-model.ts';

const ROWS = [
  [3, 7, 1, 12, 20, 5],
  [9, 2, 2, 17, 0, 11],
];
const TOLERANCE = 1e-5;
const KEPT = [0, 2];

function refusalOf(model: Model): AppError {
  try {
    flattenModel(model);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the model was not refused');
}

async function expectSameOutputs(actual: Model, expected: Model): Promise<void> {
  const [left, right] = [await runModel(actual, ROWS), await runModel(expected, ROWS)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  for (const [name, { values, dims }] of Object.entries(right)) {
    expect(left[name]?.dims).toEqual(dims);
    assertTensorsClose(left[name]?.values ?? [], values, TOLERANCE);
  }
}

/** Through bytes and back, as a file is read. */
function reread(model: Model): Model {
  return readModel(sourceFromBytes(encodeModel(model)));
}

function operatorsOf({ graph }: Model): string[] {
  return graph.nodes.map(({ opType, domain }) => `${domain}:${opType}`).sort();
}

describe('flattenModel on merged decoders', () => {
  const shape = { norm: 'pre' } as const;
  const merged = (blocks: TinyDecoderOptions['blocks'], weights: 'inside' | 'outside'): Model =>
    mergeDecoders(buildTinyDecoder({ ...shape, blocks }), buildTinyDecoder({ ...shape, blocks, ignoresPast: true }), { weights });

  it.each(['outside', 'inside'] as const)('leaves the plain decoder with a past, weights %s the branches', async (weights) => {
    const model = reread(merged(3, weights));
    const flat = flattenModel(model);
    const plain = buildTinyDecoder({ ...shape, blocks: 3 });
    expect(operatorsOf(flat)).toEqual(operatorsOf(plain));
    expect(flat.graph.initializers.map(({ name }) => name).sort()).toEqual(plain.graph.initializers.map(({ name }) => name).sort());
    expect(flat.graph.inputs.map(({ name }) => name)).toEqual(plain.graph.inputs.map(({ name }) => name));
    await expectSameOutputs(flat, model);
  });

  it.each(['outside', 'inside'] as const)('lets blocks be found and removed, weights %s the branches', async (weights) => {
    const structure = findBlocks(reread(merged(3, weights)));
    expect(structure.boundaries).toEqual(['stream_0', 'stream_1', 'stream_2', 'stream_3']);
    const built = buildTinyDecoder({ ...shape, blocks: KEPT });
    const { model, report } = removeUnits(structure, createRemoval({ blocks: [1] }));
    expect(report).toMatchObject({ nodesAfter: built.graph.nodes.length, weightsAfter: built.graph.initializers.length });
    await expectSameOutputs(model, built);
  });

  it('keeps names apart that are taken outside the branches, and passes on what a branch takes from outside', async () => {
    const model = merged(2, 'outside');
    const [choose] = model.graph.nodes;
    if (!choose) throw new Error('a merged model has one node');
    const add = createNode('Add', ['logits_inside', 'stream_1'], ['logits']);
    const taken = createFloatTensor('stream_1', [0.5], []);
    const renamed = { ...choose, outputs: choose.outputs.map((name) => (name === 'logits' ? 'logits_inside' : name)) };
    const colliding = { ...model, graph: { ...model.graph, nodes: [renamed, add], initializers: [...model.graph.initializers, taken] } };
    const flat = flattenModel(colliding);
    const plain = await runModel(buildTinyDecoder({ ...shape, blocks: 2 }), ROWS);
    const shifted = plain.logits?.values.map((value) => value + 0.5) ?? [];
    assertTensorsClose((await runModel(flat, ROWS)).logits?.values ?? [], shifted, TOLERANCE);
  });

  it('takes the branch that use_cache_branch means where both read a past', async () => {
    const [withPast, other] = [buildTinyDecoder({ ...shape, blocks: 2 }), buildTinyDecoder({ ...shape, blocks: 2, seed: 9 })];
    await expectSameOutputs(flattenModel(mergeDecoders(withPast, other, { weights: 'inside' })), withPast);
  });

  it('leaves a model alone whose condition is computed', () => {
    const model = merged(2, 'outside');
    const nodes = model.graph.nodes.map((node) => ({ ...node, inputs: ['computed'] }));
    const computed = createNode('Equal', ['input_ids', 'input_ids'], ['computed']);
    const other = { ...model, graph: { ...model.graph, nodes: [computed, ...nodes] } };
    expect(flattenModel(other)).toBe(other);
  });

  it('moves the large weights of a branch out of it, so that they stay in their file', () => {
    const large = { ...shape, hidden: 256, blocks: 1 };
    const withPast = buildTinyDecoder(large);
    const bytes = encodeModel(mergeDecoders(withPast, buildTinyDecoder({ ...large, ignoresPast: true }), { weights: 'inside' }));
    const flat = flattenModel(readModel(sourceFromBytes(bytes)));
    const sizes = flat.graph.initializers.filter(({ data }) => data.kind === 'range').map(({ dims }) => dims.join('×'));
    expect(sizes.filter((size) => size === '256×256')).toHaveLength(4);
    expect(flat.graph.initializers).toHaveLength(withPast.graph.initializers.length);
  });
});

describe('flattenModel on local functions', () => {
  const plain = (blocks: TinyDecoderOptions['blocks']): Model => buildTinyDecoder({ norm: 'pre', blocks });
  const outputsOfBlock = (model: Model, place: number): string[] =>
    model.graph.nodes
      .flatMap(({ outputs }) => outputs)
      .filter((name) => [`block_${place}/`, `present.${place}.`, `stream_${place + 1}`].some((start) => name.startsWith(start)));
  /** Softmax of every block a function with attributes of the call, norms with defaults, then each block a function that calls those. */
  const inFunctions = (blocks: number): Model => {
    let model = plain(blocks);
    for (let place = 0; place < blocks; place += 1) {
      model = extractFunction(model, [`block_${place}/weights`], { name: `softmax_${place}`, attributes: 'given' });
      const norm = outputsOfBlock(model, place).filter((name) => name.startsWith(`block_${place}/norm_1`));
      model = extractFunction(model, norm, { name: 'norm', overload: `of_${place}`, attributes: 'defaults' });
      model = extractFunction(model, outputsOfBlock(model, place), { name: `block_${place}` });
    }
    return reread(model);
  };

  it('inlines functions in functions, with attributes of the call, defaults and overloads', async () => {
    const model = inFunctions(3);
    expect(model.functions).toHaveLength(9);
    const flat = flattenModel(model);
    expect(flat.functions).toEqual([]);
    expect(operatorsOf(flat)).toEqual(operatorsOf(plain(3)));
    await expectSameOutputs(flat, plain(3));
  });

  it('lets blocks be found and removed', async () => {
    const structure = findBlocks(inFunctions(3));
    expect(structure.blocks).toHaveLength(3);
    expect(structure.normPlacement).toBe('pre');
    const built = plain(KEPT);
    const { model, report } = removeUnits(structure, createRemoval({ blocks: [1] }));
    expect(report).toMatchObject({ nodesAfter: built.graph.nodes.length, weightsAfter: built.graph.initializers.length });
    await expectSameOutputs(model, built);
  });

  it('gives every call its own names, in subgraphs too', async () => {
    // Both calls of one function hold an If with a tensor of the same name in it.
    const branch = (name: string, op: string) =>
      createAttribute(name, {
        kind: 'graph',
        value: {
          name,
          nodes: [createNode(op, ['x'], ['inner']), createNode('Identity', ['inner'], ['chosen'])],
          initializers: [],
          inputs: [],
          outputs: [{ name: 'chosen', elementType: null, dims: null, rest: [] }],
          valueInfo: [],
          rest: [],
        },
      });
    const local = {
      name: 'maybe_negate',
      domain: FUNCTION_DOMAIN,
      overload: '',
      inputs: ['x', 'unused'],
      outputs: ['y', 'x'],
      attributes: [],
      defaults: [],
      nodes: [
        createNode('ReduceSum', ['x'], ['sum'], { attributes: [createAttribute('keepdims', { kind: 'int', value: 0 })] }),
        createNode('Greater', ['sum', 'sum'], ['condition']),
        createNode('If', ['condition'], ['y'], { attributes: [branch('then_branch', 'Neg'), branch('else_branch', 'Identity')] }),
      ],
      opsets: [{ domain: '', version: 17 }],
      encoded: null,
    };
    const model = plain(2);
    const call = (input: string, outputs: readonly string[]) => createNode(local.name, [input], outputs, { domain: FUNCTION_DOMAIN });
    const nodes = model.graph.nodes.map((node) => (node.outputs[0] === 'logits' ? { ...node, outputs: ['first'] } : node));
    const twice = [
      ...nodes,
      call('first', ['second', 'same']),
      call('second', ['third']),
      createNode('Add', ['third', 'same'], ['logits']),
    ];
    const flat = flattenModel({ ...model, functions: [local], graph: { ...model.graph, nodes: twice } });
    const expected = (await runModel(model, ROWS)).logits?.values.map((value) => 2 * value) ?? [];
    assertTensorsClose((await runModel(flat, ROWS)).logits?.values ?? [], expected, TOLERANCE);
  });

  it.each([
    ['an older operator set whose operators mean the same', 13, 'Softmax', true],
    ['an older operator set in which one of its operators differs', 17, 'ReduceMean', false],
    ['a newer operator set than the model', 21, 'Softmax', false],
  ])('judges %s', (_, version, opType, accepted) => {
    const at = opType === 'ReduceMean' ? 'block_0/norm_1/mean' : 'block_0/weights';
    const model = extractFunction(plain(1), [at], { name: 'part', opsets: [{ domain: '', version }] });
    const newer = { ...model, opsets: [{ domain: '', version: 18 }] };
    if (accepted) expect(flattenModel(newer).functions).toEqual([]);
    else expect(refusalOf(newer)).toMatchObject({ code: 'MODEL_UNSUPPORTED', message: expect.stringContaining('part') });
  });

  it('refuses a function that calls itself, naming it', () => {
    const model = extractFunction(plain(1), ['block_0/weights'], { name: 'again' });
    const functions = model.functions.map((local) => ({
      ...local,
      nodes: local.nodes.map((node) => ({ ...node, opType: 'again', domain: FUNCTION_DOMAIN, attributes: [] })),
    }));
    const { code, message, details } = refusalOf({ ...model, functions });
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain('again calls itself');
    expect(details.nodes).toHaveLength(1);
  });

  it('refuses a call of a function that is not there, naming both', () => {
    const model = extractFunction(plain(1), ['block_0/weights'], { name: 'softmax' });
    const { code, message, details } = refusalOf({ ...model, functions: [] });
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toContain(`${FUNCTION_DOMAIN}::softmax`);
    expect(details.nodes).toEqual(['call/block_0/weights']);
  });
});
