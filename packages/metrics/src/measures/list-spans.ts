import { getAt } from '@lamina/errors';

/** A run of consecutive blocks and how little it changes the residual stream. */
export interface SpanMeasures {
  readonly start: number;
  readonly length: number;
  /** 1 − mean cosine of the states around the run, 0 to 2; null where it was never counted. */
  readonly blockInfluence: number | null;
  /** Mean angle of the states around the run at the last tokens, divided by π, 0 to 1; null where it was never counted. */
  readonly angularDistance: number | null;
}

/**
 * Every run of consecutive blocks, the first block's runs first, shorter before longer.
 * @param cosineMatrix float64[L+1, L+1], mean cosines between boundaries
 * @param angularLastToken float64[L+1, L+1], mean angles at the last tokens
 */
export function listSpans(
  cosineMatrix: readonly (readonly (number | null)[])[],
  angularLastToken: readonly (readonly (number | null)[])[],
): readonly SpanMeasures[] {
  const blockCount = angularLastToken.length - 1;
  return Array.from({ length: blockCount }, (_, start) =>
    Array.from({ length: blockCount - start }, (_unused, place) => {
      const length = place + 1;
      const cosine = getAt(getAt(cosineMatrix, start), start + length);
      return {
        start,
        length,
        blockInfluence: cosine === null ? null : 1 - cosine,
        angularDistance: getAt(getAt(angularLastToken, start), start + length),
      };
    }),
  ).flat();
}
