/** An interval, both ends included; of 95 % where nothing else is said. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
