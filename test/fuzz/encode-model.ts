import { type Model, writeModel } from '@lamina/onnx';

/** The bytes of a model read from `source`; weights that are still in the source are copied in. */
export function encodeModel(model: Model, source: Uint8Array): Uint8Array {
  return Buffer.concat(
    writeModel(model).map((chunk) => (chunk instanceof Uint8Array ? chunk : source.subarray(chunk.offset, chunk.offset + chunk.sizeBytes))),
  );
}
