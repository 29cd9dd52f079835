/** An ONNX model as Lamina works on it: the graph in full, weights as references. Values are never changed in place. */
export interface Model {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly opsets: readonly OpsetImport[];
  readonly graph: Graph;
  /** Operators that the model defines itself (ModelProto.functions). */
  readonly functions: readonly LocalFunction[];
  /** Fields that Lamina does not interpret, encoded as they were read. */
  readonly rest: readonly Uint8Array[];
}

export interface OpsetImport {
  readonly domain: string;
  readonly version: number;
}

/** A FunctionProto: calls are nodes of its domain, name and overload. */
export interface LocalFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes a call may give. */
  readonly attributes: readonly string[];
  /** Attributes that have a value where a call gives none. */
  readonly defaults: readonly Attribute[];
  readonly nodes: readonly Node[];
  readonly opsets: readonly OpsetImport[];
  /** The whole FunctionProto as it was read, which is what gets written; null where Lamina made the function. */
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
  /** Which of several local functions of one name is called; mostly empty. */
  readonly overload: string;
  /** Names of tensors; an empty name is an optional input or output that is absent. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly rest: readonly Uint8Array[];
}

export interface Attribute {
  readonly name: string;
  readonly value: AttributeValue;
  /**
   * The whole AttributeProto as it was read, which is what gets written. Null where Lamina made the attribute, and for graphs and tensors of
   * MODEL_LIMITS.encodedAttributeBytes and more, whose weights stay in the file.
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
  /** Inside a function: the attribute of this name that the call gives; `type` is an AttributeProto.AttributeType */
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
  /** float_data, int64_data and their like, encoded as they were read */
  | { readonly kind: 'typed'; readonly fields: readonly Uint8Array[] }
  /** raw_data left in the file the model was read from */
  | { readonly kind: 'range'; readonly offset: number; readonly sizeBytes: number }
  /** data in another file beside the model */
  | { readonly kind: 'external'; readonly location: string; readonly offset: number; readonly sizeBytes: number | null };

export interface ValueInfo {
  readonly name: string;
  readonly elementType: number | null;
  /** Extents: a number, a symbolic name, or null where nothing is said; null as a whole where the rank is unknown. */
  readonly dims: readonly (number | string | null)[] | null;
  /** Everything but the name, encoded. */
  readonly rest: readonly Uint8Array[];
}
