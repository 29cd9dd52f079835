import { describe, expect, it } from '@jest/globals';
import { createAttribute, createCast, createFloatTensor, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { assertTensorsClose, runModel } from '@lamina/test-utils/models';
import { spellForWebgpu } from './spell-for-webgpu.ts';

const ROWS = [[3, -700, 1, 900]];
const int = (name: string, value: number) => createAttribute(name, { kind: 'int', value });

/** A weight's product, a product of two computed tensors, and a softmax of logits that differ by 1,600. */
function build(opset: number): Model {
  const microsoft = 'com.microsoft';
  return {
    irVersion: 8,
    producerName: 'test',
    producerVersion: '1',
    functions: [],
    metadata: new Map(),
    rest: [],
    opsets: [
      { domain: '', version: opset },
      { domain: microsoft, version: 1 },
    ],
    graph: {
      name: 'products',
      nodes: [
        createCast('input_ids', 'x', DATA_TYPE.float),
        createNode('FusedMatMul', ['x', 'w'], ['y'], { domain: microsoft, attributes: [int('transB', 1)] }),
        createNode('Transpose', ['y'], ['turned'], { attributes: [createAttribute('perm', { kind: 'ints', value: [1, 0] })] }),
        createNode('FusedMatMul', ['turned', 'turned'], ['z'], {
          domain: microsoft,
          attributes: [int('transB', 1), createAttribute('alpha', { kind: 'float', value: 0.125 })],
        }),
        createNode('LogSoftmax', ['x'], ['logarithms'], { attributes: [int('axis', -1)] }),
      ],
      initializers: [createFloatTensor('w', [1, 2, 3, 4, -1, 0.5, 0, 2], [2, 4])],
      inputs: [createValueInfo('input_ids', DATA_TYPE.int64, ['rows', 4])],
      outputs: ['y', 'z', 'logarithms'].map((name) => createValueInfo(name, DATA_TYPE.float, null)),
      valueInfo: [],
      rest: [],
    },
  };
}

describe('spellForWebgpu', () => {
  it.each([17, 21])('replaces operators without a kernel there, with the same results in opset %i', async (opset) => {
    const model = build(opset);
    const spelled = spellForWebgpu(model);
    const operators = spelled.graph.nodes.map(({ opType }) => opType);
    expect(operators.filter((name) => name === 'FusedMatMul' || name === 'LogSoftmax')).toEqual([]);
    expect(operators.filter((name) => name === 'MatMul')).toHaveLength(2);
    const [expected, found] = [await runModel(model, ROWS), await runModel(spelled, ROWS)];
    for (const [name, { values, dims }] of Object.entries(expected)) {
      expect(found[name]?.dims).toEqual(dims);
      assertTensorsClose(found[name]?.values ?? [], values, 1e-3);
    }
    expect(found.logarithms?.values).toEqual([-897, -1600, -899, 0]);
  });

  it('leaves a product alone whose second matrix has no known rank', () => {
    const model = build(17);
    const nodes = [createNode('Relu', ['x'], ['unknown']), createNode('FusedMatMul', ['x', 'unknown'], ['y'], { domain: 'com.microsoft' })];
    expect(spellForWebgpu({ ...model, graph: { ...model.graph, nodes } }).graph.nodes).toEqual(nodes);
  });
});
