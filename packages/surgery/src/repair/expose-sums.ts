import { createAttribute, createCast, createNode, createValueInfo, DATA_TYPE, type Model, type Node } from '@lamina/onnx';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';

/** A sum of tensors of the stream, as an output. */
export interface ExposedSum {
  /** The tensors that are added; at least one. */
  readonly of: readonly string[];
  /** The name of the output, float32[tokens, d], tokens = batch × sequence. */
  readonly as: string;
}

/**
 * The model with these sums as its only outputs, and without what none of them needs.
 *
 *     a, b ─► Add ─► Cast ─► Flatten ─► output
 */
export function exposeSums(model: Model, sums: readonly ExposedSum[]): Model {
  const nodes = sums.flatMap(({ of: [first, ...others], as }): readonly Node[] => {
    if (first === undefined) throw new Error(`the output ${as} is a sum of nothing`);
    const adds = others.map((name, place) =>
      createNode('Add', [place === 0 ? first : `${as}/sum/${place - 1}`, name], [`${as}/sum/${place}`]),
    );
    return [
      ...adds,
      createCast(others.length === 0 ? first : `${as}/sum/${others.length - 1}`, `${as}/float`, DATA_TYPE.float),
      // [tokens, d] of [batch, sequence, d] and of streams that are flat already.
      createNode('Flatten', [`${as}/float`], [as], { attributes: [createAttribute('axis', { kind: 'int', value: -1 })] }),
    ];
  });
  const outputs = sums.map(({ as }) => createValueInfo(as, DATA_TYPE.float, ['tokens', 'width']));
  return { ...model, graph: removeDeadNodes({ ...model.graph, nodes: [...model.graph.nodes, ...nodes], outputs }) };
}
