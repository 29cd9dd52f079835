import { createNode, type Graph, type Model, type Node, type Tensor, type ValueInfo } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import { findAttribute } from '../graph/find-attribute.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';
import { listReads } from '../graph/list-reads.ts';
import { removeDeadNodes } from '../graph/remove-dead-nodes.ts';
import { listGraphDefinitions, renameEverything } from '../graph/rename-everything.ts';

/**
 * The plain decoder of a merged export. Such an export has one `If` that holds the decoder twice, with a past and without one; an input of the
 * graph chooses. The branch with the past replaces the `If`: with an empty past it computes what the other branch computes. The choosing input
 * goes, and the weights that only the other branch reads go too.
 *
 *     If(use_cache_branch) { then: decoder(ids, past) } else { decoder(ids) }     becomes     decoder(ids, past)
 *
 * A model that is not merged is returned as it is.
 */
export function inlineCacheBranches(model: Model): Model {
  let { graph } = model;
  for (let branch = findMergedBranch(graph); branch; branch = findMergedBranch(graph)) graph = inlineBranch(graph, branch);
  return graph === model.graph ? model : { ...model, graph };
}

interface MergedBranch {
  readonly node: Node;
  readonly body: Graph;
}

function findMergedBranch(graph: Graph): MergedBranch | undefined {
  const view = new GraphView(graph);
  for (const node of graph.nodes) {
    const input = node.opType === 'If' && node.domain === '' ? findChoosingInput(view, inputOf(node, 0)) : undefined;
    if (input === undefined) continue;
    const bodies = ['then_branch', 'else_branch'].flatMap((name) => {
      const value = findAttribute(node, name);
      return value?.kind === 'graph' ? [value.value] : [];
    });
    const readers = bodies.filter((body) => countPasts(body) > 0);
    // Where both branches read the past, the input's name decides. It is part of the interface, as names of ports are.
    const [body] = readers.length === 1 || input === 'use_cache_branch' ? readers : [];
    if (body) return { node, body };
  }
  return undefined;
}

const CONDITION_STEPS = new Set(['Identity', 'Cast', 'Squeeze', 'Reshape', 'Gather', 'Unsqueeze']);

/** The input of the graph that a condition comes from, through steps that keep its value; undefined where the data decide. */
function findChoosingInput(view: GraphView, condition: string): string | undefined {
  const inputs = new Set(view.graph.inputs.map(({ name }) => name));
  let name = condition;
  for (let step = 0; step < 4; step += 1) {
    if (inputs.has(name)) return name;
    const maker = view.maker(name);
    if (!maker || !CONDITION_STEPS.has(maker.opType)) return undefined;
    name = inputOf(maker, 0);
  }
  return undefined;
}

function countPasts(body: Graph): number {
  const reads = new Set(body.nodes.flatMap(listReads));
  return [...reads].filter((name) => parseCachePort(name)?.direction === 'past').length;
}

function inlineBranch(graph: Graph, { node, body }: MergedBranch): Graph {
  const names = nameInside(graph, node, body);
  const rename = (name: string): string => names.get(name) ?? name;
  const nodes = renameEverything(body.nodes, rename);
  const weights = body.initializers.map((tensor): Tensor => ({ ...tensor, name: rename(tensor.name) }));
  // A branch may give out a tensor of the outer graph, or one tensor twice: such an output needs a node that makes it.
  const passed = body.outputs.flatMap((output, place) => {
    const outer = outputOf(node, place);
    return outer === '' || rename(output.name) === outer ? [] : [createNode('Identity', [rename(output.name)], [outer])];
  });
  const valueInfo = body.valueInfo.map((info): ValueInfo => ({ ...info, name: rename(info.name) }));
  const inlined = graph.nodes.flatMap((outer) => (outer === node ? [...nodes, ...passed] : [outer]));
  const whole = {
    ...graph,
    nodes: inlined,
    initializers: [...graph.initializers, ...weights],
    valueInfo: [...graph.valueInfo, ...valueInfo],
  };
  return dropConditions(removeDeadNodes(whole), graph, node);
}

/** Names for the tensors of the branch. An output of the branch gets its outer name; the others keep their names unless those are taken. */
function nameInside(graph: Graph, node: Node, body: Graph): ReadonlyMap<string, string> {
  const inside = new Set(listGraphDefinitions(body));
  const rest = { ...graph, nodes: graph.nodes.filter((other) => other !== node) };
  const taken = new Set([...listGraphDefinitions(rest), ...node.outputs]);
  const names = new Map<string, string>();
  for (const [place, { name }] of body.outputs.entries()) {
    const outer = outputOf(node, place);
    if (outer !== '' && inside.has(name) && !names.has(name)) names.set(name, outer);
  }
  for (const name of inside) {
    if (names.has(name)) continue;
    let free = name;
    while (taken.has(free)) free = `branch.${free}`;
    taken.add(free);
    names.set(name, free);
  }
  return names;
}

/** Drops the inputs that served only to choose the branch. */
function dropConditions(after: Graph, before: Graph, node: Node): Graph {
  const stillRead = new Set(after.nodes.flatMap(listReads));
  const choosing = new GraphView(before).upstream(node.inputs.slice(0, 1)).tensors;
  return { ...after, inputs: after.inputs.filter(({ name }) => !choosing.has(name) || stillRead.has(name)) };
}
