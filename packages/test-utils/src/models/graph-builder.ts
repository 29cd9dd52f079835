import {
  type Attribute,
  createAttribute,
  createFloatTensor,
  createInt64Tensor,
  createNode,
  type Model,
  type Node,
  type Tensor,
  type ValueInfo,
} from '@lamina/onnx';
import { createSeededRandom } from './create-seeded-random.ts';

/** Collects the nodes and weights of one graph; the caller chooses tensor names. */
export class GraphBuilder {
  readonly #seed: number;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Tensor>();

  constructor(seed: number, opset = 17) {
    this.#seed = seed;
    this.opset = opset;
  }

  /** Adds a node with one output and returns the output's name. */
  node(opType: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = [], domain = ''): string {
    this.nodes(opType, inputs, [output], attributes, domain);
    return output;
  }

  nodes(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: readonly Attribute[] = [],
    domain = '',
  ): readonly string[] {
    this.#nodes.push(createNode(opType, inputs, outputs, { attributes, domain, name: `node/${outputs[0]}` }));
    return outputs;
  }

  /** A random weight that depends on the seed and `name` only. */
  weight(name: string, dims: readonly number[], spread: number, middle = 0): string {
    const random = createSeededRandom(`${this.#seed}:${name}`);
    const count = dims.reduce((product, dim) => product * dim, 1);
    return this.#keep(
      createFloatTensor(
        name,
        Array.from({ length: count }, () => middle + spread * random()),
        dims,
      ),
    );
  }

  integers(name: string, values: readonly number[], dims?: readonly number[]): string {
    return this.#keep(createInt64Tensor(name, values, dims));
  }

  float(name: string, value: number): string {
    return this.#keep(createFloatTensor(name, [value], []));
  }

  finish(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[], usesContribOps: boolean): Model {
    return {
      irVersion: this.opset > 20 ? 10 : 8,
      producerName: 'lamina-test',
      producerVersion: '1',
      opsets: [{ domain: '', version: this.opset }, ...(usesContribOps ? [{ domain: 'com.microsoft', version: 1 }] : [])],
      functions: [],
      metadata: new Map(),
      rest: [],
      graph: { name: 'tiny', nodes: this.#nodes, initializers: [...this.#initializers.values()], inputs, outputs, valueInfo: [], rest: [] },
    };
  }

  #keep(tensor: Tensor): string {
    this.#initializers.set(tensor.name, tensor);
    return tensor.name;
  }
}

export function intAttribute(name: string, value: number): Attribute {
  return createAttribute(name, { kind: 'int', value });
}

export function intsAttribute(name: string, value: readonly number[]): Attribute {
  return createAttribute(name, { kind: 'ints', value });
}

export function floatAttribute(name: string, value: number): Attribute {
  return createAttribute(name, { kind: 'float', value });
}
