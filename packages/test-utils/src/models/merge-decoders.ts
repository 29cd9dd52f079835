import { createAttribute, createNode, createValueInfo, DATA_TYPE, type Graph, type Model } from '@lamina/onnx';

/**
 * Merges two models into one, as older exports do: input `use_cache_branch` (bool[1]) selects `withPast` or `first`. Shared weights are outside the
 * branches, or each branch has its own copy. Inputs are those of `withPast`; both branches return the same outputs.
 */
export function mergeDecoders(withPast: Model, first: Model, options: { readonly weights: 'outside' | 'inside' }): Model {
  const shared = new Set(first.graph.initializers.map(({ name }) => name));
  const outside = options.weights === 'outside' ? withPast.graph.initializers.filter(({ name }) => shared.has(name)) : [];
  const moved = new Set(outside.map(({ name }) => name));
  const branch = ({ graph }: Model): Graph => ({
    ...graph,
    inputs: [],
    initializers: graph.initializers.filter(({ name }) => !moved.has(name)),
  });
  const choose = createNode(
    'If',
    ['use_cache_branch'],
    withPast.graph.outputs.map(({ name }) => name),
    {
      name: 'optimum::if',
      attributes: [
        createAttribute('then_branch', { kind: 'graph', value: branch(withPast) }),
        createAttribute('else_branch', { kind: 'graph', value: branch(first) }),
      ],
    },
  );
  const inputs = [...withPast.graph.inputs, createValueInfo('use_cache_branch', DATA_TYPE.bool, [1])];
  return { ...withPast, graph: { ...withPast.graph, name: 'merged', nodes: [choose], initializers: outside, inputs } };
}
