import {
  type Attribute,
  createAttribute,
  createCast,
  createInt64Tensor,
  createNode,
  DATA_TYPE,
  type Node,
  type Tensor,
} from '@lamina/onnx';

/** The domain of ONNX Runtime's own operators. */
export const MICROSOFT = 'com.microsoft';

/** New nodes and weights of a graph, in order. Names begin with the name of the tensor that they are made for. */
export class NodeList {
  readonly nodes: Node[] = [];
  readonly weights: Map<string, Tensor>;
  readonly #prefix: string;
  #count = 0;

  /** @param weights of the whole graph, to which new ones are added */
  constructor(prefix: string, weights: Map<string, Tensor>) {
    this.#prefix = prefix;
    this.weights = weights;
  }

  weight(tensor: Tensor): string {
    this.weights.set(tensor.name, tensor);
    return tensor.name;
  }

  ints(values: readonly number[]): string {
    return this.weight(createInt64Tensor(`lamina.ints/${values.join()}`, values));
  }

  number(value: number, dataType: typeof DATA_TYPE.float | typeof DATA_TYPE.uint8): string {
    const bytes = dataType === DATA_TYPE.float ? new Uint8Array(Float32Array.of(value).buffer) : Uint8Array.of(value);
    return this.weight({ name: `lamina.number/${dataType}/${value}`, dims: [], dataType, data: { kind: 'bytes', bytes }, rest: [] });
  }

  /** @param output its name where other nodes know it */
  add(
    opType: string,
    inputs: readonly string[],
    options: { ints?: Readonly<Record<string, number>>; domain?: string; output?: string } = {},
  ): string {
    const { ints = {}, domain, output = this.#nextName(opType) } = options;
    const attributes: readonly Attribute[] = Object.entries(ints).map(([name, value]) => createAttribute(name, { kind: 'int', value }));
    this.nodes.push(createNode(opType, inputs, [output], { attributes, domain }));
    return output;
  }

  cast(from: string, elementType: number): string {
    const output = this.#nextName('Cast');
    this.nodes.push(createCast(from, output, elementType));
    return output;
  }

  #nextName(opType: string): string {
    this.#count += 1;
    return `${this.#prefix}#packed/${opType}_${this.#count}`;
  }
}
