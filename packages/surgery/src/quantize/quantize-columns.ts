import type { MatrixShape } from './quantize-blockwise.ts';

/** Weights as com.microsoft.DynamicQuantizeMatMul reads them. */
export interface ColumnWeights {
  /** int8[inputs, outputs], −127 to 127 */
  readonly codes: Int8Array;
  /** float32[outputs]; weight = code · scale of its output */
  readonly scales: Float32Array;
}

const LARGEST_CODE = 127;

/**
 * Rounds a weight matrix to nearest, with one scale for each output: its largest weight gets the code 127 or −127. An output of zeros gets the scale 1.
 *
 * @param values float32[inputs · outputs]
 */
export function quantizeColumns(values: Float32Array, { inputs, outputs, isTransposed }: MatrixShape): ColumnWeights {
  const codes = new Int8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  const stepIn = isTransposed ? 1 : outputs;
  const stepOut = isTransposed ? inputs : 1;
  for (let output = 0; output < outputs; output += 1) {
    const first = output * stepOut;
    let largest = 0;
    for (let k = 0; k < inputs; k += 1) largest = Math.max(largest, Math.abs(values[first + k * stepIn] as number));
    const scale = largest === 0 ? 1 : Math.fround(largest / LARGEST_CODE);
    scales[output] = scale;
    for (let k = 0; k < inputs; k += 1) {
      const code = Math.round((values[first + k * stepIn] as number) / scale);
      codes[k * outputs + output] = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, code));
    }
  }
  return { codes, scales };
}
