import { DATA_TYPE, type Model } from '@lamina/onnx';
import { renameReads } from './rename-reads.ts';

/**
 * Gives every node its own copy of each int8 constant that it reads.
 *
 *     A(x, W), B(y, W)     becomes     A(x, W), B(y, W#0)
 *
 * Where ONNX Runtime 1.30 makes products of 8-bit numbers exact, it converts the constants of each node under one name, and fails at the second
 * node (Avx2WeightS8ToU8Transformer). For running, not for writing.
 */
export function separateInt8Constants(model: Model): Model {
  const read = new Set<string>();
  let copies = 0;
  return renameReads(model, ({ name, dataType }) => {
    if (dataType !== DATA_TYPE.int8) return undefined;
    if (read.has(name)) return `${name}#${copies++}`;
    read.add(name);
    return undefined;
  });
}
