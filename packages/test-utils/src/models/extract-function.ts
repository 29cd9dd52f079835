import type { Attribute, LocalFunction, Model, Node } from '@lamina/onnx';

export interface ExtractedFunction {
  readonly name: string;
  readonly overload?: string;
  /** Operator sets that the function imports; by default those of the model. */
  readonly opsets?: LocalFunction['opsets'];
  /** True if int and float attributes come from the call (`given`) or are defaults of the function. */
  readonly attributes?: 'given' | 'defaults';
}

export const FUNCTION_DOMAIN = 'pkg.test';
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const;

/**
 * Moves the nodes that compute `outputs` (names of tensors) into a local function. It is called at the position of the last of these nodes. All
 * values that the nodes read become inputs of the function, including weights.
 */
export function extractFunction(model: Model, outputs: readonly string[], extracted: ExtractedFunction): Model {
  const { graph } = model;
  const wanted = new Set(outputs);
  const body = graph.nodes.filter((node) => node.outputs.some((name) => wanted.has(name)));
  const made = new Set(body.flatMap((node) => node.outputs));
  const inputs = [...new Set(body.flatMap((node) => node.inputs).filter((name) => name !== '' && !made.has(name)))];
  const readOutside = new Set([
    ...graph.outputs.map(({ name }) => name),
    ...graph.nodes.filter((node) => !body.includes(node)).flatMap((node) => node.inputs),
  ]);
  const leaving = [...made].filter((name) => readOutside.has(name));
  // Formal names differ from the names outside, and are equal in every function.
  const formal = new Map([
    ...inputs.map((name, place) => [name, `in_${place}`] as const),
    ...leaving.map((name, place) => [name, `out_${place}`] as const),
  ]);
  const rename = (name: string): string => formal.get(name) ?? name;
  const taken: Attribute[] = [];
  const nodes = body.map((node, place) => {
    const attributes = node.attributes.map((attribute): Attribute => {
      const { kind } = attribute.value;
      if (!extracted.attributes || (kind !== 'int' && kind !== 'float' && kind !== 'ints')) return attribute;
      const name = `${attribute.name}_${place}`;
      taken.push({ ...attribute, name });
      return { name: attribute.name, value: { kind: 'reference', value: name, type: ATTRIBUTE_TYPE[kind] }, encoded: null };
    });
    return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename), attributes };
  });
  const { overload = '' } = extracted;
  const local: LocalFunction = {
    name: extracted.name,
    domain: FUNCTION_DOMAIN,
    overload,
    inputs: inputs.map(rename),
    outputs: leaving.map(rename),
    attributes: extracted.attributes === 'given' ? taken.map(({ name }) => name) : [],
    defaults: extracted.attributes === 'defaults' ? taken : [],
    nodes,
    opsets: extracted.opsets ?? model.opsets,
    encoded: null,
  };
  const call: Node = {
    name: `call/${leaving[0]}`,
    opType: extracted.name,
    domain: FUNCTION_DOMAIN,
    overload,
    inputs,
    outputs: leaving,
    attributes: extracted.attributes === 'given' ? taken : [],
    rest: [],
  };
  const last = body.at(-1);
  return {
    ...model,
    irVersion: 10,
    opsets: model.opsets.some(({ domain }) => domain === FUNCTION_DOMAIN)
      ? model.opsets
      : [...model.opsets, { domain: FUNCTION_DOMAIN, version: 1 }],
    functions: [...model.functions, local],
    graph: { ...graph, nodes: graph.nodes.flatMap((node) => (node === last ? [call] : body.includes(node) ? [] : [node])) },
  };
}
