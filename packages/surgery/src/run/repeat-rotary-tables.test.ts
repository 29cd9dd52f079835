import { describe, expect, it } from '@jest/globals';
import { createNode, type Model } from '@lamina/onnx';
import { assertTensorsClose, buildTinyDecoder, runModel } from '@lamina/test-utils/models';
import { repeatRotaryTables } from './repeat-rotary-tables.ts';

const ROWS = [
  [3, 7, 1, 12],
  [9, 2, 2, 17],
];

/** The same model with the rows of its tables looked up outside: [1, sequence, sublayer] as torch.onnx writes them, or one set per row. */
function lookUpOutside(model: Model, positions: 'shared' | 'own'): Model {
  const rows = positions === 'own' ? 'position_ids' : 'first_positions';
  const lookups = ['cosines', 'sines'].map((table) => createNode('Gather', [table, rows], [`${table}_found`]));
  const first = createNode('Slice', ['position_ids', 'int_zero_list', 'int_one_list'], ['first_positions']);
  const list = (name: string, source: string) => {
    const tensor = model.graph.initializers.find((weight) => weight.name === source);
    if (!tensor) throw new Error(`${source} is there`);
    return { ...tensor, name, dims: [1] };
  };
  const nodes = model.graph.nodes.map((node) =>
    node.opType === 'RotaryEmbedding' ? { ...node, inputs: [node.inputs[0] ?? '', 'cosines_found', 'sines_found'] } : node,
  );
  const initializers = [...model.graph.initializers, list('int_zero_list', 'int_zero'), list('int_one_list', 'int_one')];
  return { ...model, graph: { ...model.graph, nodes: [first, ...lookups, ...nodes], initializers } };
}

describe('repeatRotaryTables', () => {
  it.each(['shared', 'own'] as const)('runs batches on tables that are %s by the rows', async (positions) => {
    const model = buildTinyDecoder({ norm: 'pre', standard: true, blocks: 2 });
    const expected = await runModel(model, ROWS);
    const actual = await runModel(repeatRotaryTables(lookUpOutside(model, positions)), ROWS);
    assertTensorsClose(actual.logits?.values ?? [], expected.logits?.values ?? [], 1e-5);
  });

  it('leaves models alone whose tables are looked up by the operator', () => {
    const model = buildTinyDecoder({ norm: 'pre', standard: true, blocks: 2 });
    expect(repeatRotaryTables(model)).toBe(model);
  });
});
