/** An ONNX model in memory: the complete graph, with weights as references. Values are immutable. */
export interface Model {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly opsets: readonly OpsetImport[];
  readonly graph: Graph;
  /** Operators that the model defines itself (ModelProto.functions). */
  readonly functions: readonly LocalFunction[];
  /** Facts that tools state about the model (ModelProto.metadata_props), by key. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Fields that Lamina does not interpret, in encoded form. */
  readonly rest: readonly Uint8Array[];
}

export interface OpsetImport {
  readonly domain: string;
  readonly version: number;
}

/** A FunctionProto: calls are nodes of its domain, name and overload. */
export interface LocalFunction extends Pick<Node, 'name' | 'domain' | 'overload' | 'inputs' | 'outputs'> {
  /** Attributes that a call may set. */
  readonly attributes: readonly string[];
  /** Attributes with default values. */
  readonly defaults: readonly Attribute[];
  readonly nodes: readonly Node[];
  readonly opsets: readonly OpsetImport[];
  /** The whole FunctionProto as read, which is also what is written; null if Lamina created the function. */
  readonly encoded: Uint8Array | null;
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Tensor[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly valueInfo: readonly ValueInfo[];
  readonly rest: readonly Uint8Array[];
}

export interface Node {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  /** Selects one of several local functions with the same name; usually empty. */
  readonly overload: string;
  /** Names of tensors; an empty name means an absent optional input or output. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly rest: readonly Uint8Array[];
}

export interface Attribute {
  readonly name: string;
  readonly value: AttributeValue;
  /**
   * The whole AttributeProto as read, which is also what is written. Null if Lamina created the attribute, and for graphs and tensors of at least
   * MODEL_LIMITS.encodedAttributeBytes, whose weights stay in the file.
   */
  readonly encoded: Uint8Array | null;
}

export type AttributeValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: Tensor }
  | { readonly kind: 'graph'; readonly value: Graph }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'graphs'; readonly value: readonly Graph[] }
  /** Inside a function: refers to the attribute of this name in the call; `type` is an AttributeProto.AttributeType */
  | { readonly kind: 'reference'; readonly value: string; readonly type: number }
  | { readonly kind: 'other' };

export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Code of TensorProto.DataType, see DATA_TYPE. */
  readonly dataType: number;
  readonly data: TensorData;
  readonly rest: readonly Uint8Array[];
}

export type TensorData =
  /** raw_data in memory, little-endian */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** float_data, int64_data and similar fields, in encoded form */
  | { readonly kind: 'typed'; readonly fields: readonly Uint8Array[] }
  /** raw_data that stays in the file from which the model was read */
  | { readonly kind: 'range'; readonly offset: number; readonly sizeBytes: number }
  /** data in another file next to the model */
  | { readonly kind: 'external'; readonly location: string; readonly offset: number; readonly sizeBytes: number | null };

export interface ValueInfo {
  readonly name: string;
  readonly elementType: number | null;
  /** Dimensions: a number, a symbolic name, or null if unknown; null as a whole if the rank is unknown. */
  readonly dims: readonly (number | string | null)[] | null;
  /** All other fields, encoded. */
  readonly rest: readonly Uint8Array[];
}
