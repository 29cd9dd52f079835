import { AppError, getAt } from '@lamina/errors';

/**
 * Block influence of a run of blocks: 1 − mean cos(h_start, h_{start+length}), from the mean cosine matrix. Range 0..2.
 * With length 1 it is block-influence@1 of that block.
 * @param cosineMatrix float64[L+1, L+1], mean cosines between boundaries
 * @param start first block of the run, 0..L−1
 * @param length blocks in the run, 1..L−start
 * @returns the influence, or null where that pair was never counted
 * @throws AppError BAD_USER_INPUT when the run does not lie inside the model
 */
export function spanBlockInfluence(cosineMatrix: readonly (readonly (number | null)[])[], start: number, length: number): number | null {
  const blockCount = cosineMatrix.length - 1;
  if (!Number.isInteger(start) || !Number.isInteger(length) || start < 0 || length < 1 || start + length > blockCount) {
    throw new AppError(
      'BAD_USER_INPUT',
      `The run of ${length} blocks from block ${start} does not lie inside a model of ${blockCount} blocks; choose start ≥ 0, length ≥ 1 and start + length ≤ ${blockCount}.`,
      { details: { start, length, blockCount } },
    );
  }
  const cosine = getAt(getAt(cosineMatrix, start), start + length);
  return cosine === null ? null : 1 - cosine;
}
