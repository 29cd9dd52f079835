import { createModel, createNode, createValueInfo, DATA_TYPE, encodeModel } from '@lamina/onnx';
import * as ort from 'onnxruntime-node';

const DEPTH = 64;
const COLUMNS = 16;
/** One text token, and as many as several processors need to use their matrix units. */
const ROWS = [1, 64];
const LARGEST = { uint8: 255, int8: 127 };

/** MatMulInteger(a: uint8[rows, DEPTH], b: int8[DEPTH, COLUMNS]), where every weight has its largest value. */
const PROBE = createModel({
  name: 'int8 products',
  nodes: [createNode('MatMulInteger', ['a', 'b'], ['y'])],
  initializers: [
    {
      ...{ name: 'b', dims: [DEPTH, COLUMNS], dataType: DATA_TYPE.int8, rest: [] },
      data: { kind: 'bytes', bytes: new Uint8Array(DEPTH * COLUMNS).fill(LARGEST.int8) },
    },
  ],
  inputs: [createValueInfo('a', DATA_TYPE.uint8, ['rows', DEPTH])],
  outputs: [createValueInfo('y', DATA_TYPE.int32, ['rows', COLUMNS])],
});

let found: Promise<boolean> | null = null;

/**
 * Whether ONNX Runtime multiplies uint8 by int8 exactly on this processor as it is. x64 processors without VNNI add pairs of products in 16 bits, which
 * saturates. Asked once per process.
 */
export function areInt8ProductsExact(): Promise<boolean> {
  found ??= probe();
  return found;
}

async function probe(): Promise<boolean> {
  const session = await ort.InferenceSession.create(encodeModel(PROBE), { executionProviders: ['cpu'], logSeverityLevel: 4 });
  try {
    for (const rows of ROWS) {
      const a = new ort.Tensor('uint8', new Uint8Array(rows * DEPTH).fill(LARGEST.uint8), [rows, DEPTH]);
      const { y } = await session.run({ a });
      const products = y?.data as Int32Array;
      if (products.some((product) => product !== LARGEST.uint8 * LARGEST.int8 * DEPTH)) return false;
    }
    return true;
  } finally {
    await session.release();
  }
}
