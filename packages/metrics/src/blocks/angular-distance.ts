/**
 * The angle between two states as a share of a half turn: arccos(cosine) / π, in 0..1. A cosine that rounding pushed just outside −1..1
 * is clamped; NaN stays NaN, so that the caller counts it as undefined.
 * Source: Gromov et al. 2024, "The Unreasonable Ineffectiveness of the Deeper Layers", equation 6. Angles are taken per window and then
 * averaged (angular-distance@1), not computed from the mean cosine.
 * @param cosine float64, −1..1 up to rounding
 */
export function angularDistance(cosine: number): number {
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}
