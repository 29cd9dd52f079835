import { describe, expect, it } from '@jest/globals';
import { createNode, createValueInfo, DATA_TYPE, type Graph } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import { renumberPorts } from './renumber-ports.ts';

/** A graph that hands every past port on to its present port, and the blocks that own them. */
function renumber(portsOfBlocks: readonly (readonly string[])[]): { graph: Graph; blocks: Parameters<typeof renumberPorts>[1] } {
  const pasts = portsOfBlocks.flat();
  const info = (name: string) => createValueInfo(name, DATA_TYPE.float, [1]);
  const presents = pasts.map((name) => name.replace('past', 'present'));
  const graph: Graph = {
    name: 'graph',
    nodes: pasts.map((name, place) => createNode('Identity', [name], [presents[place] ?? ''])),
    initializers: [],
    inputs: pasts.map(info),
    outputs: presents.map(info),
    valueInfo: [],
    rest: [],
  };
  const parse = (name: string) => [name, name.replace('past', 'present')].flatMap((end) => parseCachePort(end) ?? []);
  return { graph, blocks: portsOfBlocks.map((ports, index) => ({ index, ports: ports.flatMap(parse) })) };
}

/** `old → new` of every kept past port, read off the nodes and checked against inputs and outputs. */
function renamesOf(portsOfBlocks: readonly (readonly string[])[], kept: readonly number[]): Record<string, string> {
  const { graph, blocks } = renumber(portsOfBlocks);
  const survivors = new Set(kept.flatMap((index) => portsOfBlocks[index] ?? []));
  const places = graph.inputs.flatMap(({ name }, place) => (survivors.has(name) ? [place] : []));
  const pick = <T>(list: readonly T[]): T[] => places.flatMap((place) => list[place] ?? []);
  const cut = { ...graph, nodes: pick(graph.nodes), inputs: pick(graph.inputs), outputs: pick(graph.outputs) };
  const after = renumberPorts(cut, blocks, kept);
  expect(after.inputs.map(({ name }) => name)).toEqual(after.nodes.map(({ inputs }) => inputs[0]));
  expect(after.outputs.map(({ name }) => name)).toEqual(after.nodes.map(({ outputs }) => outputs[0]));
  expect(after.outputs.map(({ name }) => name.replace('present', 'past'))).toEqual(after.inputs.map(({ name }) => name));
  return Object.fromEntries(cut.inputs.map(({ name }, place) => [name, after.inputs[place]?.name ?? '']));
}

describe('renumberPorts', () => {
  it('numbers the blocks that are left', () => {
    const ports = [0, 1, 2, 3].map((block) => [`past_key_values.${block}.key`, `past_key_values.${block}.value`]);
    expect(renamesOf(ports, [1, 3])).toEqual({
      'past_key_values.1.key': 'past_key_values.0.key',
      'past_key_values.1.value': 'past_key_values.0.value',
      'past_key_values.3.key': 'past_key_values.1.key',
      'past_key_values.3.value': 'past_key_values.1.value',
    });
  });

  it('leaves the numbers of blocks without a cache unused, and counts caches of other kinds with the blocks', () => {
    const ports = [['past_conv.0'], ['past_conv.1'], ['past_key_values.2.key'], [], ['past_conv.4'], ['past_key_values.5.key']];
    expect(renamesOf(ports, [1, 2, 3, 5])).toEqual({
      'past_conv.1': 'past_conv.0',
      'past_key_values.2.key': 'past_key_values.1.key',
      'past_key_values.5.key': 'past_key_values.3.key',
    });
  });

  it('counts caches where the parent does', () => {
    const ports = [
      ['past_conv.0'],
      ['past_key_values.0.key'],
      ['past_conv.1'],
      ['past_key_values.1.key'],
      ['past_conv.2'],
      ['past_key_values.2.key'],
    ];
    expect(renamesOf(ports, [2, 3, 4, 5])).toEqual({
      'past_conv.1': 'past_conv.0',
      'past_key_values.1.key': 'past_key_values.0.key',
      'past_conv.2': 'past_conv.1',
      'past_key_values.2.key': 'past_key_values.1.key',
    });
    expect(renamesOf([[], [], ['past_key_values.0.key']], [1, 2])).toEqual({ 'past_key_values.0.key': 'past_key_values.0.key' });
  });

  it('counts from 1 where the parent does, and two caches of one block one after the other', () => {
    expect(renamesOf([['past_1'], ['past_2'], ['past_3']], [0, 2])).toEqual({ past_1: 'past_1', past_3: 'past_2' });
    const double = [0, 1, 2].map((block) => [`past_key_values.${2 * block}.key`, `past_key_values.${2 * block + 1}.key`]);
    expect(renamesOf(double, [0, 2])).toMatchObject({
      'past_key_values.4.key': 'past_key_values.2.key',
      'past_key_values.5.key': 'past_key_values.3.key',
    });
  });

  it('gives way where a tensor that is no output has the name that a port gets', () => {
    const { graph, blocks } = renumber([['past_key_values.0.key'], ['past_key_values.1.key']]);
    // The first block is gone as an owner of ports; its cache is still computed, for no output.
    const cut = { ...graph, inputs: graph.inputs.slice(1), outputs: graph.outputs.slice(1) };
    const { nodes, outputs } = renumberPorts(cut, blocks.with(0, { index: 0, ports: [] }), [1]);
    expect(outputs.map(({ name }) => name)).toEqual(['present_key_values.0.key']);
    expect(nodes.map((node) => node.outputs[0])).toEqual(['present_key_values.0.key#inner', 'present_key_values.0.key']);
  });
});

describe('parseCachePort', () => {
  it.each([
    ['past_key_values.12.key', 'past', 'past_key_values.#.key', 12],
    ['present.0.value', 'present', 'present.#.value', 0],
    ['past_conv.3', 'past', 'past_conv.#', 3],
    ['past_key_values.3.conv_state', 'past', 'past_key_values.#.conv_state', 3],
    ['past_3', 'past', 'past_#', 3],
    ['present_key_self_7', 'present', 'present_key_self_#', 7],
    ['past_key_values_key_cache_10', 'past', 'past_key_values_key_cache_#', 10],
    ['present.1.encoder.key', 'present', 'present.#.encoder.key', 1],
    ['past_key_values.2.1', 'past', 'past_key_values.#.1', 2],
  ])('reads %s', (name, direction, pattern, layer) => {
    expect(parseCachePort(name)).toEqual({ name, direction, pattern, layer });
  });

  it.each(['past_sequence_length', 'present', 'past_key_values', 'input_ids', 'pasta.0', 'logits.0'])('takes %s for no cache', (name) => {
    expect(parseCachePort(name)).toBeUndefined();
  });
});
