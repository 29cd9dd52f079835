import type { Matrix } from '../linear-algebra/matrix.ts';

/**
 * The operator that replaces removed units: h ← h · s, h ⊙ v, h + c, h · W or h + (h · left) · right; for `fold`, the output m of the last projection before
 * the run becomes m · T inside its block. All float64.
 */
export type RepairOperator =
  | { readonly form: 'identity' }
  | { readonly form: 'scale'; readonly factor: number }
  /** float64[d] */
  | { readonly form: 'channels'; readonly factors: Float64Array }
  /** float64[d] c */
  | { readonly form: 'shift'; readonly shift: Float64Array }
  /** float64[d × d] W */
  | { readonly form: 'matrix'; readonly matrix: Matrix }
  /** float64[d × r] and float64[r × d] */
  | { readonly form: 'low-rank'; readonly left: Matrix; readonly right: Matrix }
  /** float64[d × d] T */
  | { readonly form: 'fold'; readonly matrix: Matrix };
