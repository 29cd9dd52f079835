/** A point of a curve, with its interval if there is one. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** True where no line leads here from the point before, because what lies between them has no value. */
  readonly isApart?: boolean;
}
