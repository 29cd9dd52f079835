import { spearman } from '../agreement/spearman.ts';
import { centreProfile } from './profile.ts';

/**
 * How far two models agree on which inner blocks tolerate rounding.
 * @param first float64[L] divergences of the blocks of one model; null where they are not published
 * @returns Spearman's correlation over relative depths of the inner blocks; null if one side is constant
 */
export function siblingAgreement(
  first: readonly (number | null)[],
  second: readonly (number | null)[],
): { readonly correlation: number | null; readonly pointCount: number } {
  const [one, other] = [centreProfile({ divergences: first }).inner, centreProfile({ divergences: second }).inner];
  return { correlation: spearman(one, other), pointCount: one.length };
}
