import type { ExpertGroups, Experts, SingleMlp } from '../architectures/decoder.ts';
import { addLinear } from './add-linear.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import type { GraphWriter } from './graph-writer.ts';

type AddExpert = (graph: GraphWriter, input: string, mlp: SingleMlp) => string;

/** float[…, d] each: what the experts read, and the stream of their block, which a router may read. */
export interface ExpertsInput {
  readonly input: string;
  readonly stream: string;
}

/**
 * A mixture of experts: each expert reads only the tokens that the router assigns to it, and adds its weighted outputs to their rows.
 *
 *   rows = NonZero(weight of expert e > 0)   y = expert(Gather(x, rows)) · weight[rows]   out = ScatterND(out, rows, y, add)
 *
 * Weights are not copied. Experts without tokens compute nothing.
 */
export function addExperts(graph: GraphWriter, { input, stream }: ExpertsInput, experts: Experts, addExpert: AddExpert): string {
  const width = experts.router.inputs;
  const tokens = graph.add('Reshape', [input, graph.ints([-1, width])]);
  const weights = addRouterWeights(graph, addRouterInput(graph, { tokens, stream }, experts), experts);
  const { latent } = experts;
  const read = latent === null ? tokens : addLinear(graph, tokens, latent.reduce);
  let sum = graph.add('ConstantOfShape', [graph.add('Shape', [read])]);
  for (const [index, expert] of experts.experts.entries()) {
    sum = graph.within(`expert.${index}`, () => {
      const weight = graph.add('Gather', [weights, graph.ints([index], [])], { attributes: { axis: 1 } });
      const rows = graph.add('Transpose', [graph.add('NonZero', [weight])], { attributes: { perm: [1, 0] } });
      const own = graph.add('GatherND', [read, rows]);
      const scale = graph.add('Unsqueeze', [graph.add('GatherND', [weight, rows]), graph.ints([1])]);
      const answer = graph.add('Mul', [addExpert(graph, own, expert), scale]);
      return graph.add('ScatterND', [sum, rows, answer], { attributes: { reduction: 'add' } });
    });
  }
  const total = latent === null ? sum : addLinear(graph, sum, latent.expand);
  const routed = graph.add('Reshape', [total, graph.add('Shape', [input])]);
  return experts.shared === null ? routed : graph.add('Add', [routed, addShared(graph, input, experts.shared, addExpert)]);
}

function addRouterInput(
  graph: GraphWriter,
  { tokens, stream }: { readonly tokens: string; readonly stream: string },
  { router: { inputs }, routerScale }: Experts,
): string {
  if (routerScale === null) return tokens;
  const flat = graph.add('Reshape', [stream, graph.ints([-1, inputs])]);
  const norm = { kind: 'rms', eps: routerScale.eps, weight: routerScale.weight, bias: null, addsOne: false } as const;
  return addScale(graph, addNorm(graph, flat, norm, inputs), routerScale.factor);
}

/** float[tokens, experts]: the weight of each expert's output, 0 for experts that are not selected. */
function addRouterWeights(graph: GraphWriter, tokens: string, experts: Experts): string {
  const { router, selected, order, renormalization, scale } = experts;
  const scores = addLinear(graph, tokens, router);
  if (order === 'sparse-mixer') return addSparseMixer(graph, scores, experts);
  const softmax = (values: string): string => graph.add('Softmax', [values], { attributes: { axis: -1 } });
  const weights = order === 'softmax-topk' ? softmax(scores) : order === 'sigmoid-topk' ? graph.add('Sigmoid', [scores]) : scores;
  const ranked = addRanking(graph, weights, experts);
  const [best = '', places = ''] = graph.addMany('TopK', [ranked, graph.ints([selected])], { outputs: 2, attributes: { axis: -1 } });
  const stated = ranked === weights ? best : graph.add('GatherElements', [weights, places], { attributes: { axis: -1 } });
  const taken = order === 'topk-softmax' ? softmax(stated) : stated;
  const divided = renormalization === null ? taken : graph.add('Div', [taken, addTotal(graph, taken, renormalization)]);
  const { expertScales } = experts;
  const own = expertScales === null ? divided : addExpertScales(graph, [divided, places], [expertScales, experts.experts.length]);
  const scaled = addScale(graph, own, scale);
  const zeros = graph.add('ConstantOfShape', [graph.add('Shape', [scores])]);
  return graph.add('ScatterElements', [zeros, places, scaled], { attributes: { axis: -1 } });
}

/** float[tokens, experts]: the weights of the two best experts. */
function addSparseMixer(graph: GraphWriter, scores: string, { jitter }: Experts): string {
  const [best = '', places = ''] = graph.addMany('TopK', [scores, graph.ints([2])], { outputs: 2, attributes: { axis: -1 } });
  const magnitude = graph.add('Abs', [scores]);
  const column = (value: string, place: number): string => graph.add('Gather', [value, graph.ints([place])], { attributes: { axis: 1 } });
  const shareOf = (place: number, left: string): string => {
    const top = column(best, place);
    const distance = graph.add('Div', [graph.add('Sub', [top, scores]), graph.add('Max', [magnitude, top])]);
    const isOut = graph.add('Greater', [distance, graph.float(2 * jitter)]);
    const shares = graph.add('Where', [isOut, graph.float(0), graph.add('Exp', [graph.add('Sub', [left, top])])]);
    return graph.add('Reciprocal', [graph.add('ReduceSum', [shares, graph.ints([-1])], { attributes: { keepdims: 1 } })]);
  };
  const first = column(places, 0);
  const lowest = graph.add('Expand', [graph.float(Number.NEGATIVE_INFINITY), graph.add('Shape', [first])]);
  const rest = graph.add('ScatterElements', [scores, first, lowest], { attributes: { axis: -1 } });
  const weights = graph.add('Concat', [shareOf(0, scores), shareOf(1, rest)], { attributes: { axis: -1 } });
  const zeros = graph.add('ConstantOfShape', [graph.add('Shape', [scores])]);
  return graph.add('ScatterElements', [zeros, places, weights], { attributes: { axis: -1 } });
}

function addExpertScales(
  graph: GraphWriter,
  [divided, places]: readonly [divided: string, places: string],
  [name, count]: readonly [string, number],
): string {
  return graph.add('Mul', [divided, graph.add('Gather', [graph.weight({ name, dims: [count] }), places])]);
}

/** The scores by which experts are selected: their weights plus the selection bias; −∞ outside the best groups. float[tokens, experts] */
function addRanking(graph: GraphWriter, weights: string, { selectionBias, isBiasRow, groups, experts }: Experts): string {
  const count = experts.length;
  const biased =
    selectionBias === null
      ? weights
      : graph.add('Add', [weights, graph.weight({ name: selectionBias, dims: isBiasRow === true ? [1, count] : [count] })]);
  return groups === null ? biased : addGroupLimit(graph, biased, { ...groups, size: count / groups.count });
}

/** −∞ for experts outside the best groups. */
function addGroupLimit(
  graph: GraphWriter,
  ranked: string,
  { count, selected, rankedBy, size }: ExpertGroups & { readonly size: number },
): string {
  const apart = graph.add('Reshape', [ranked, graph.ints([-1, count, size])]);
  const [best = ''] = graph.addMany('TopK', [apart, graph.ints([rankedBy === 'best' ? 1 : 2])], { outputs: 2, attributes: { axis: -1 } });
  const scores = graph.add('ReduceSum', [best, graph.ints([-1])], { attributes: { keepdims: 0 } });
  const [, places = ''] = graph.addMany('TopK', [scores, graph.ints([selected])], { outputs: 2, attributes: { axis: -1 } });
  const outside = graph.add('Expand', [graph.float(Number.NEGATIVE_INFINITY), graph.add('Shape', [scores])]);
  const inside = graph.add('Expand', [graph.float(0), graph.add('Shape', [places])]);
  const limit = graph.add('ScatterElements', [outside, places, inside], { attributes: { axis: -1 } });
  const limited = graph.add('Add', [apart, graph.add('Unsqueeze', [limit, graph.ints([-1])])]);
  return graph.add('Reshape', [limited, graph.ints([-1, count * size])]);
}

function addTotal(graph: GraphWriter, taken: string, { epsilon, floor }: NonNullable<Experts['renormalization']>): string {
  const sum = graph.add('ReduceSum', [taken, graph.ints([-1])], { attributes: { keepdims: 1 } });
  const raised = epsilon === 0 ? sum : graph.add('Add', [sum, graph.float(epsilon)]);
  return floor === 0 ? raised : graph.add('Max', [raised, graph.float(floor)]);
}

function addShared(graph: GraphWriter, input: string, { mlp, gate }: NonNullable<Experts['shared']>, addExpert: AddExpert): string {
  const answer = graph.within('shared_expert', () => addExpert(graph, input, mlp));
  return gate === null ? answer : graph.add('Mul', [answer, graph.add('Sigmoid', [addLinear(graph, input, gate)])]);
}
