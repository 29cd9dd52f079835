import type { Experts, FusedGatedMlp, GatedMlp } from '../architectures/decoder.ts';
import { addLinear } from './add-linear.ts';
import type { GraphWriter } from './graph-writer.ts';

type AddExpert = (graph: GraphWriter, input: string, mlp: GatedMlp | FusedGatedMlp) => string;

/**
 * A mixture of experts: each expert reads only the tokens that the router assigns to it, and adds its weighted outputs to their rows.
 *
 *   rows = NonZero(weight of expert e > 0)   y = expert(Gather(x, rows)) · weight[rows]   out = ScatterND(out, rows, y, add)
 *
 * Weights are not copied. Experts without tokens compute nothing.
 */
export function addExperts(graph: GraphWriter, input: string, experts: Experts, addExpert: AddExpert): string {
  const width = experts.router.inputs;
  const tokens = graph.add('Reshape', [input, graph.ints([-1, width])]);
  const weights = addRouterWeights(graph, tokens, experts);
  let sum = graph.add('ConstantOfShape', [graph.add('Shape', [tokens])]);
  for (const [index, expert] of experts.experts.entries()) {
    sum = graph.within(`expert.${index}`, () => {
      const weight = graph.add('Gather', [weights, graph.ints([index], [])], { attributes: { axis: 1 } });
      const rows = graph.add('Transpose', [graph.add('NonZero', [weight])], { attributes: { perm: [1, 0] } });
      const own = graph.add('GatherND', [tokens, rows]);
      const scale = graph.add('Unsqueeze', [graph.add('GatherND', [weight, rows]), graph.ints([1])]);
      const answer = graph.add('Mul', [addExpert(graph, own, expert), scale]);
      return graph.add('ScatterND', [sum, rows, answer], { attributes: { reduction: 'add' } });
    });
  }
  const routed = graph.add('Reshape', [sum, graph.add('Shape', [input])]);
  return experts.shared === null ? routed : graph.add('Add', [routed, addShared(graph, input, experts.shared, addExpert)]);
}

/** float[tokens, experts]: the weight of each expert's output, 0 for experts that are not selected. */
function addRouterWeights(graph: GraphWriter, tokens: string, { router, selected, order, isRenormalized }: Experts): string {
  const scores = addLinear(graph, tokens, router);
  const softmax = (values: string): string => graph.add('Softmax', [values], { attributes: { axis: -1 } });
  const ranked = order === 'softmax-topk' ? softmax(scores) : scores;
  const [best = '', places = ''] = graph.addMany('TopK', [ranked, graph.ints([selected])], { outputs: 2, attributes: { axis: -1 } });
  const taken = order === 'softmax-topk' ? best : softmax(best);
  const total = (): string => graph.add('ReduceSum', [taken, graph.ints([-1])], { attributes: { keepdims: 1 } });
  const weights = isRenormalized ? graph.add('Div', [taken, total()]) : taken;
  const zeros = graph.add('ConstantOfShape', [graph.add('Shape', [scores])]);
  return graph.add('ScatterElements', [zeros, places, weights], { attributes: { axis: -1 } });
}

function addShared(graph: GraphWriter, input: string, { mlp, gate }: NonNullable<Experts['shared']>, addExpert: AddExpert): string {
  const answer = graph.within('shared_expert', () => addExpert(graph, input, mlp));
  return gate === null ? answer : graph.add('Mul', [answer, graph.add('Sigmoid', [addLinear(graph, input, gate)])]);
}
