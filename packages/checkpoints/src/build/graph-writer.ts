import { AppError, getAt } from '@lamina/errors';
import {
  type Attribute,
  createAttribute,
  createCast,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Graph,
  type Node,
  type Tensor,
  type ValueInfo,
} from '@lamina/onnx';
import type { StoredLayout, StoredTensor, StoredType } from '../checkpoint.ts';
import { findGgufName } from '../gguf/tensor-names.ts';

/** Operators of ONNX Runtime outside the standard domain. */
export const MICROSOFT = 'com.microsoft';

const ELEMENT_TYPES: ReadonlyMap<StoredType, number> = new Map<StoredType, number>([
  ['F32', DATA_TYPE.float],
  ['F16', DATA_TYPE.float16],
  ['BF16', DATA_TYPE.bfloat16],
  ['F64', DATA_TYPE.double],
]);

type AttributeValue = number | string | readonly number[] | { readonly float: number } | { readonly graph: Graph };

export interface NodeOptions {
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Number of outputs, default 1. */
  readonly outputs?: number;
}

/** A weight from a stored tensor. */
export interface WeightRequest {
  readonly name: string;
  readonly dims: readonly number[];
  /** One of several equal parts along the first dimension, such as one of the experts. */
  readonly part?: { readonly index: number; readonly of: number } | undefined;
  /** True if files may store the same numbers in the same order with other extents: [channels, 1, K] as [channels, K]. */
  readonly isReshaped?: boolean;
}

/**
 * Collects the nodes and weights of a graph. Weights become initializers that refer to byte ranges of the checkpoint's files; half precision is cast
 * to float32 after them. Every weight's shape is checked against the architecture.
 */
export class GraphWriter {
  #nodes: Node[] = [];
  readonly #initializers = new Map<string, Tensor>();
  readonly #widened = new Map<string, string>();
  #constants = new Map<string, string>();
  #constantCount = 0;
  readonly #made = new Map<string, string>();
  readonly #used = new Set<string>();
  readonly #tensors: ReadonlyMap<string, StoredTensor>;
  readonly #names: StoredLayout['names'];
  #scope = '';
  #count = 0;

  /** @param names the layout's `names` */
  constructor(tensors: ReadonlyMap<string, StoredTensor>, names: StoredLayout['names']) {
    this.#tensors = tensors;
    this.#names = names;
  }

  /** Stored tensors that are used by a node. */
  get used(): ReadonlySet<string> {
    return this.#used;
  }

  /** Adds the prefix `scope` to the names that `work` creates. */
  within<T>(scope: string, work: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}/${scope}`;
    try {
      return work();
    } finally {
      this.#scope = outer;
    }
  }

  /** Adds a node with one output and returns the output's name. */
  add(opType: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const [output = ''] = this.addMany(opType, inputs, { ...options, outputs: 1 });
    return output;
  }

  addMany(opType: string, inputs: readonly string[], options: NodeOptions & { readonly outputs: number }): readonly string[] {
    this.#count += 1;
    const name = `${this.#scope}/${opType}_${this.#count}`;
    const outputs = Array.from({ length: options.outputs }, (_, place) => (options.outputs === 1 ? name : `${name}.${place}`));
    this.#push(opType, inputs, outputs, options);
    return outputs;
  }

  #push(opType: string, inputs: readonly string[], outputs: readonly string[], { attributes = {}, domain }: NodeOptions): void {
    this.#nodes.push(
      createNode(opType, inputs, outputs, {
        attributes: Object.entries(attributes).map(([key, value]) => describeAttribute(key, value)),
        domain,
      }),
    );
  }

  /** The result of `make`, created on the first call with this key, so that a tensor that every block uses is computed once. */
  once(key: string, make: (graph: GraphWriter) => string): string {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = make(this);
    this.#made.set(key, made);
    return made;
  }

  /** Adds a node whose output has a name that readers of the graph expect. */
  addNamed(opType: string, inputs: readonly string[], output: string, options: NodeOptions = {}): void {
    this.#push(opType, inputs, [output], options);
  }

  /** Gives the output of the newest node another name; a tensor that an earlier node makes keeps its own. @returns the name that it has then */
  name(output: string, name: string): string {
    const last = this.#nodes.at(-1);
    if (last === undefined || last.outputs.length !== 1 || last.outputs[0] !== output) return output;
    this.#nodes[this.#nodes.length - 1] = { ...last, outputs: [name] };
    return name;
  }

  /**
   * The body of a Scan over float tensors. ONNX Runtime needs the shapes of its outputs wherever it cannot infer them from what the body reads.
   * @param shapes of the outputs
   * @param make from the names of its inputs to those of its outputs
   */
  subgraph(inputs: number, shapes: readonly ValueInfo['dims'][], make: (inputs: readonly string[]) => readonly string[]): Graph {
    const [outerNodes, outerConstants] = [this.#nodes, this.#constants];
    [this.#nodes, this.#constants] = [[], new Map()];
    try {
      this.#count += 1;
      const names = Array.from({ length: inputs }, (_, place) => `${this.#scope}/input_${this.#count}.${place}`);
      const outputs = make(names);
      const describe = (name: string, dims: ValueInfo['dims'] = null): ValueInfo => createValueInfo(name, DATA_TYPE.float, dims);
      return {
        name: `${this.#scope}/body`,
        nodes: this.#nodes,
        initializers: [],
        inputs: names.map((name) => describe(name)),
        outputs: outputs.map((name, place) => describe(name, getAt(shapes, place))),
        valueInfo: [],
        rest: [],
      };
    } finally {
      [this.#nodes, this.#constants] = [outerNodes, outerConstants];
    }
  }

  /** Gives a tensor the name that readers of the graph expect. */
  rename(from: string, to: string): void {
    this.#nodes.push(createNode('Identity', [from], [to]));
  }

  ints(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant({
      dims,
      dataType: DATA_TYPE.int64,
      bytes: bytesOf(BigInt64Array.from(values, BigInt)),
      key: `int64 ${dims} ${values}`,
    });
  }

  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant({ dims, dataType: DATA_TYPE.float, bytes: bytesOf(Float32Array.from(values)), key: `float ${dims} ${values}` });
  }

  /** A large constant. It is not compared with others, so callers that need it again must keep its name. */
  table(values: Float32Array<ArrayBuffer>, dims: readonly number[]): string {
    return this.#constant({ dims, dataType: DATA_TYPE.float, bytes: bytesOf(values), key: `table ${this.#constantCount}` });
  }

  float(value: number): string {
    return this.floats([value], []);
  }

  /** Weights are initializers. Constants of the graph are Constant nodes, because they are not learned. */
  #constant({ dims, dataType, bytes, key }: { dims: readonly number[]; dataType: number; bytes: Uint8Array; key: string }): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.#constantCount}`;
    this.#constantCount += 1;
    const value: Tensor = { name: '', dims, dataType, data: { kind: 'bytes', bytes }, rest: [] };
    this.#nodes.push(createNode('Constant', [], [name], { name, attributes: [createAttribute('value', { kind: 'tensor', value })] }));
    this.#constants.set(key, name);
    return name;
  }

  /** A weight in float32. @throws AppError MODEL_MALFORMED if it is missing or has another shape, naming tensor, file and both shapes. */
  weight(request: WeightRequest): string {
    const stored = this.storedWeight(request);
    const tensor = this.#initializers.get(stored);
    if (tensor?.dataType === DATA_TYPE.float) return stored;
    const known = this.#widened.get(stored);
    if (known !== undefined) return known;
    const wide = `${stored}/float32`;
    this.#nodes.push(createCast(stored, wide, DATA_TYPE.float));
    this.#widened.set(stored, wide);
    return wide;
  }

  /** A weight in its stored type: for tables, of which only the selected rows are cast. */
  storedWeight({ name, dims, part, isReshaped = false }: WeightRequest): string {
    const id = part === undefined ? name : `${name}/${part.index}`;
    this.#used.add(name);
    if (this.#initializers.has(id)) return id;
    const tensor = this.#tensors.get(name);
    if (!tensor)
      throw new AppError(
        'MODEL_MALFORMED',
        `tensor ${this.#nameInFile(name)} is missing; the architecture needs it with shape [${dims.join(', ')}]`,
      );
    const whole = part === undefined ? dims : [part.of, ...dims];
    const fits = isReshaped ? countOf(tensor.dims) === countOf(whole) : tensor.dims.join() === whole.join();
    if (!fits) {
      throw new AppError(
        'MODEL_MALFORMED',
        `tensor ${tensor.name} of ${tensor.file} has shape [${tensor.dims.join(', ')}]; ${this.#names === null ? 'config.json' : 'its metadata'} requires [${whole.join(', ')}]`,
      );
    }
    const dataType = ELEMENT_TYPES.get(tensor.type);
    if (dataType === undefined)
      throw new AppError(
        'MODEL_UNSUPPORTED',
        `tensor ${tensor.name} of ${tensor.file} is stored as ${tensor.type}; only F32, F16 and BF16 are supported`,
      );
    const { index, of } = part ?? { index: 0, of: 1 };
    const sizeBytes = tensor.sizeBytes / of;
    const offset = tensor.offset + index * sizeBytes;
    this.#initializers.set(id, {
      name: id,
      dims,
      dataType,
      data: { kind: 'external', location: tensor.file, offset, sizeBytes },
      rest: [],
    });
    return id;
  }

  #nameInFile(name: string): string {
    return (this.#names === null ? undefined : findGgufName(this.#names, name)) ?? name;
  }

  /** True if the requested weight is stored in float32. */
  isFloat(name: string): boolean {
    return this.#initializers.get(name)?.dataType === DATA_TYPE.float;
  }

  finish(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): Graph {
    return {
      name: 'decoder',
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs,
      outputs,
      valueInfo: [],
      rest: [],
    };
  }
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, extent) => product * extent, 1);
}

function bytesOf({ buffer }: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}

function describeAttribute(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return createAttribute(name, { kind: 'int', value });
  if (typeof value === 'string') return createAttribute(name, { kind: 'string', value });
  if ('graph' in value) return createAttribute(name, { kind: 'graph', value: value.graph });
  return 'float' in value ? createAttribute(name, { kind: 'float', value: value.float }) : createAttribute(name, { kind: 'ints', value });
}
