/** A token is a sink if its state is this many times longer than the median: a massive activation that receives attention (arXiv 2402.17762). */
export const SINK_FACTOR = 10;

/** Median lengths of the states that enter and leave a run, over all real tokens of a set. */
export interface MedianLengths {
  readonly entering: number;
  readonly leaving: number;
}

/** Length of each row of float32[rows × width], summed in float64. */
export function lengthsOf(rows: Float32Array, width: number): Float64Array {
  const lengths = new Float64Array(rows.length / width);
  for (let row = 0; row < lengths.length; row += 1) {
    let sum = 0;
    for (let channel = 0; channel < width; channel += 1) sum += (rows[row * width + channel] as number) ** 2;
    lengths[row] = Math.sqrt(sum);
  }
  return lengths;
}
