import { AppError } from '@lamina/errors';
import { type Attribute, createNode, type Graph, type LocalFunction, type Model, type Node, renameAttribute } from '@lamina/onnx';
import { inputOf } from '../graph/input-of.ts';
import { listSubgraphs, mapSubgraphs } from '../graph/list-reads.ts';
import { listDefinitions, listGraphDefinitions, renameEverything } from '../graph/rename-everything.ts';
import { mergeOpsets } from './merge-opsets.ts';

/** The domains of the operators that ONNX Runtime has. A call into another domain needs a function of the model. */
const RUNTIME_DOMAINS = /^(|ai\.onnx\..*|com\.microsoft(\..*)?|com\.ms\..*)$/;
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 64;

interface Inlining {
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly used: Set<LocalFunction>;
  /** A prefix that no tensor name of the model has. */
  readonly prefix: string;
  calls: number;
  nodes: number;
}

/**
 * Replaces every call of a local function by the function's nodes. Exports of torch.onnx without optimisation need this: a block is then a
 * stretch of ordinary operators.
 *
 *     f(a) := Mul(a, a)        f(x) → y     becomes     Mul(x, x) → y
 *
 * Functions may call others, take attributes of the call or their defaults, and hold subgraphs. A model without functions is returned as it is.
 *
 * @throws AppError MODEL_UNSUPPORTED for recursive functions, for calls of functions that the model does not define, and for functions of another
 * operator set in which their operators have another meaning.
 */
export function inlineFunctions(model: Model): Model {
  refuseUnknownCalls(model);
  if (model.functions.length === 0) return model;
  const inlining: Inlining = {
    functions: new Map(model.functions.map((local) => [keyOf(local), local])),
    used: new Set(),
    prefix: freePrefix(listGraphDefinitions(model.graph)),
    calls: 0,
    nodes: 0,
  };
  const nodes = inlineNodes(model.graph.nodes, inlining, []);
  return { ...model, graph: { ...model.graph, nodes }, functions: [], opsets: mergeOpsets(model.opsets, [...inlining.used]) };
}

function keyOf(local: { readonly domain: string; readonly name: string; readonly overload: string }): string {
  return JSON.stringify([local.domain, local.name, local.overload]);
}

function inlineNodes(nodes: readonly Node[], inlining: Inlining, stack: readonly string[]): readonly Node[] {
  return nodes.flatMap((node) => {
    const inner = inlineSubgraphs(node, inlining, stack);
    const key = keyOf({ domain: node.domain, name: node.opType, overload: node.overload });
    const local = inlining.functions.get(key);
    if (!local) return [inner];
    if (stack.includes(key)) refuse(`function ${node.domain}::${node.opType} calls itself (node ${node.name || node.opType})`, node);
    if (stack.length >= MAX_DEPTH) refuse(`calls nested more than ${MAX_DEPTH} deep (node ${node.name || node.opType})`, node);
    inlining.used.add(local);
    return inlineNodes(expandCall(inner, local, inlining), inlining, [...stack, key]);
  });
}

function inlineSubgraphs(node: Node, inlining: Inlining, stack: readonly string[]): Node {
  const inGraph = (graph: Graph): Graph => ({ ...graph, nodes: inlineNodes(graph.nodes, inlining, stack) });
  return { ...node, attributes: node.attributes.map((attribute) => mapSubgraphs(attribute, inGraph)) };
}

/** The nodes of one call. Formal names become the names of the call; every other tensor of the function gets a new name. */
function expandCall(call: Node, local: LocalFunction, inlining: Inlining): readonly Node[] {
  inlining.calls += 1;
  inlining.nodes += local.nodes.length;
  if (inlining.nodes > MAX_NODES) refuse(`its functions unfold to more than ${MAX_NODES} nodes`, call);
  const prefix = `${inlining.prefix}${inlining.calls}/`;
  const names = new Map(local.inputs.map((formal, place) => [formal, inputOf(call, place)]));
  const passed: Node[] = [];
  for (const [place, formal] of local.outputs.entries()) {
    const actual = call.outputs[place] || `${prefix}${formal}`;
    const input = local.inputs.includes(formal) ? names.get(formal) : undefined;
    if (input !== undefined) passed.push(createNode('Identity', [input], [actual]));
    else names.set(formal, actual);
  }
  const defined = new Set([...names.keys(), ...listDefinitions(local.nodes)]);
  const rename = (name: string): string => {
    if (!defined.has(name)) refuse(`function ${local.domain}::${local.name} reads ${name}, which it does not have`, call);
    return names.get(name) ?? `${prefix}${name}`;
  };
  const given = new Map([...local.defaults, ...call.attributes].map((attribute) => [attribute.name, attribute]));
  const body = local.nodes.map((node) => fillReferences(node, given));
  return [...renameEverything(body, rename).map((node) => ({ ...node, name: `${call.name}/${node.name}` })), ...passed];
}

/** Replaces references to attributes by the attributes of the call or their defaults. Where neither exists, the operator uses its own default. */
function fillReferences(node: Node, given: ReadonlyMap<string, Attribute>): Node {
  const inGraph = (graph: Graph): Graph => ({ ...graph, nodes: graph.nodes.map((inner) => fillReferences(inner, given)) });
  const attributes = node.attributes.flatMap((attribute): Attribute[] => {
    const { value } = attribute;
    if (value.kind !== 'reference') return [mapSubgraphs(attribute, inGraph)];
    const actual = given.get(value.value);
    return actual ? [renameAttribute(actual, attribute.name)] : [];
  });
  return { ...node, attributes };
}

function refuseUnknownCalls(model: Model): void {
  const defined = new Set(model.functions.map(keyOf));
  const check = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (!RUNTIME_DOMAINS.test(node.domain) && !defined.has(keyOf({ ...node, name: node.opType })))
        refuse(`node ${node.name || node.opType} calls ${node.domain}::${node.opType}, which the model does not define`, node);
      for (const graph of listSubgraphs(node)) check(graph.nodes);
    }
  };
  check(model.graph.nodes);
  for (const local of model.functions) check(local.nodes);
}

function freePrefix(taken: readonly string[]): string {
  let prefix = 'call.';
  while (taken.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}

function refuse(reason: string, node: Node): never {
  throw new AppError('MODEL_UNSUPPORTED', `the model's functions cannot be inlined: ${reason}; export it with functions inlined`, {
    details: { nodes: [node.name || node.outputs[0] || node.opType] },
  });
}
