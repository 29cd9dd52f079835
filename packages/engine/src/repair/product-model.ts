import type { TransposedFactors } from '@lamina/metrics';
import { createAttribute, createModel, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';

/** Gemm(a, b) → product, in one type of numbers; either factor may be transposed. */
export function productModel(type: 'float' | 'double', { a, b }: Required<TransposedFactors>): Model {
  const flag = (name: string, on: boolean) => createAttribute(name, { kind: 'int', value: on ? 1 : 0 });
  const dataType = DATA_TYPE[type];
  return createModel({
    name: `${type} product`,
    nodes: [createNode('Gemm', ['a', 'b'], ['product'], { attributes: [flag('transA', a), flag('transB', b)] })],
    inputs: [createValueInfo('a', dataType, ['m', 'k']), createValueInfo('b', dataType, ['k', 'n'])],
    outputs: [createValueInfo('product', dataType, ['m', 'n'])],
  });
}
