import { defineMeasure } from './measure.ts';

/**
 * Gromov et al. 2024, "The Unreasonable Ineffectiveness of the Deeper Layers", equation 6, at the last token of each window. Input: the cosine of two
 * states. A cosine that rounding pushed just outside −1..1 is clamped. Angles are averaged, not computed from the mean cosine. 0 to 1.
 */
export const angularDistance = defineMeasure({
  id: 'angular-distance@1',
  of: 'pair',
  better: 'lower',
  label: 'Angular distance',
  formula: 'mean angle ÷ π',
  describe: 'Mean angle of the states before and after one or more layers at the last token of a window, divided by π. 0 to 1.',
  term: (cosine: number) => Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI,
});
