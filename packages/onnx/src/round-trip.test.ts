import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AttributeProto_AttributeType as AttributeType } from 'onnx-buf';
import { sourceFromBytes } from './byte-source.ts';
import { canonical, EVERYTHING, encode, encodeMessage, FUNCTION, NODE } from './made-model.fixture.ts';
import type { Attribute } from './model.ts';
import { readModel } from './read-model.ts';
import { renameAttribute } from './rename-attribute.ts';

function expectSameMessage(bytes: Uint8Array<ArrayBuffer>): void {
  const model = readModel(sourceFromBytes(bytes));
  const written = encode(model, bytes);
  expect(Buffer.compare(canonical(written), canonical(bytes))).toBe(0);
  // The written bytes read as the same model.
  expect(Buffer.compare(encode(readModel(sourceFromBytes(written)), written), written)).toBe(0);
}

describe('readModel and writeModel', () => {
  it.each(['tiny-llama', 'tiny-opt-post-norm'])('write what they read of a PyTorch export: %s', (name) => {
    expectSameMessage(readFileSync(join(import.meta.dirname, '../../engine/fixtures', name, 'onnx/model.onnx')));
  });

  it('write what they read where every kind of field is set', () => {
    expectSameMessage(encodeMessage(EVERYTHING));
  });

  it('keep fields that no version of the format has yet', () => {
    // Field 1000, wire types varint, fixed64, bytes and fixed32, after the model's own fields.
    const unknown = [
      Buffer.from([0xc0, 0x3e, 0x96, 0x01]),
      Buffer.from([0xc1, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8]),
      Buffer.from([0xc2, 0x3e, 3, 9, 8, 7]),
      Buffer.from([0xc5, 0x3e, 1, 2, 3, 4]),
    ];
    const bytes = Buffer.concat([encodeMessage({}), ...unknown]);
    expectSameMessage(bytes);
    expect(readModel(sourceFromBytes(bytes)).rest.map((field) => Buffer.from(field))).toEqual(unknown);
  });

  it('write functions that were taken apart as they were read, but for their doc strings', () => {
    const model = readModel(sourceFromBytes(encodeMessage(EVERYTHING)));
    const bare = (attributes: readonly Attribute[]): Attribute[] => attributes.map((attribute) => ({ ...attribute, encoded: null }));
    const functions = model.functions.map((local) => ({
      ...local,
      encoded: null,
      defaults: bare(local.defaults),
      nodes: local.nodes.map((node) => ({ ...node, attributes: bare(node.attributes) })),
    }));
    const expected = encodeMessage({ ...EVERYTHING, functions: [FUNCTION] });
    const bytes = encodeMessage(EVERYTHING);
    expect(Buffer.compare(canonical(encode({ ...model, functions }, bytes)), canonical(expected))).toBe(0);
  });

  it('leave the weights of a branch of a megabyte in the file, and write them back', () => {
    const rawData = new Uint8Array(1 << 20).fill(3);
    const initializer = [{ name: 'w', dims: [1n << 18n], dataType: 1, rawData }];
    const then = { name: 'then', node: [{ opType: 'Neg', output: ['o'] }], initializer };
    const node = [
      { opType: 'If', attribute: [{ name: 'then_branch', type: AttributeType.GRAPH, g: then }] },
      { opType: 'Constant', attribute: [{ name: 'value', type: AttributeType.TENSOR, t: { dims: [1n << 18n], dataType: 1, rawData } }] },
    ];
    const bytes = encodeMessage({ graph: { name: 'g', node } });
    const [branch, value] = readModel(sourceFromBytes(bytes)).graph.nodes.flatMap(({ attributes }) => attributes);
    if (branch?.value.kind !== 'graph' || value?.value.kind !== 'tensor') throw new Error('a graph and a tensor were written');
    expect([branch.value.value.initializers[0]?.data.kind, value.value.value.data.kind]).toEqual(['range', 'range']);
    expectSameMessage(bytes);
  });

  it('give an attribute another name and nothing else', () => {
    const attribute = [{ name: 'texts', type: AttributeType.STRINGS, strings: [Buffer.from([0xff, 0])], docString: 'kept' }];
    const bytes = encodeMessage({ graph: { name: 'g', node: [{ ...NODE, attribute }] } });
    const model = readModel(sourceFromBytes(bytes));
    const nodes = model.graph.nodes.map((node) => ({
      ...node,
      attributes: node.attributes.map((given) => renameAttribute(given, 'words')),
    }));
    const expected = encodeMessage({ graph: { name: 'g', node: [{ ...NODE, attribute: [{ ...attribute[0], name: 'words' }] }] } });
    expect(Buffer.compare(canonical(encode({ ...model, graph: { ...model.graph, nodes } }, bytes)), canonical(expected))).toBe(0);
  });

  it('keep the large weights of a branch in memory, where a rewritten branch finds them', () => {
    const initializer = [{ name: 'w', dims: [5000n], dataType: 1, rawData: new Uint8Array(20_000).fill(3) }];
    const attribute = [
      { name: 'then_branch', type: AttributeType.GRAPH, g: { name: 'then', node: [{ opType: 'Neg', output: ['o'] }], initializer } },
    ];
    const bytes = encodeMessage({ graph: { name: 'g', node: [{ opType: 'If', attribute }] } });
    const model = readModel(sourceFromBytes(bytes));
    const nodes = model.graph.nodes.map((node) => ({ ...node, attributes: node.attributes.map((value) => ({ ...value, encoded: null })) }));
    const written = encode({ ...model, graph: { ...model.graph, nodes } });
    expect(Buffer.compare(canonical(written), canonical(bytes))).toBe(0);
  });
});
