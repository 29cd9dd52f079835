/** Element types of TensorProto.DataType (onnx.proto) that decoder models use. */
export const DATA_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
} as const;

const NAMES = new Map<number, string>(Object.entries(DATA_TYPE).map(([name, code]) => [code, name]));

const BITS = new Map<number, number>([
  [DATA_TYPE.float, 32],
  [DATA_TYPE.uint8, 8],
  [DATA_TYPE.int8, 8],
  [DATA_TYPE.uint16, 16],
  [DATA_TYPE.int16, 16],
  [DATA_TYPE.int32, 32],
  [DATA_TYPE.int64, 64],
  [DATA_TYPE.bool, 8],
  [DATA_TYPE.float16, 16],
  [DATA_TYPE.double, 64],
  [DATA_TYPE.uint32, 32],
  [DATA_TYPE.uint64, 64],
  [DATA_TYPE.bfloat16, 16],
  [DATA_TYPE.float8e4m3fn, 8],
  [DATA_TYPE.float8e4m3fnuz, 8],
  [DATA_TYPE.float8e5m2, 8],
  [DATA_TYPE.float8e5m2fnuz, 8],
  [DATA_TYPE.uint4, 4],
  [DATA_TYPE.int4, 4],
]);

/** Name of an element type as onnx.proto spells it, in lower case. */
export function dataTypeName(code: number): string {
  return NAMES.get(code) ?? `type ${code}`;
}

/** Bits per element in raw data; undefined for elements without a fixed size (strings). */
export function findElementBits(code: number): number | undefined {
  return BITS.get(code);
}
