import type { BoardRow } from '../leaderboard/board-row.ts';

/** A row with both quantities. */
export interface ScatterPoint {
  readonly row: BoardRow;
  readonly x: number;
  readonly y: number;
  /** Whether no other point beats it beyond the 95 % intervals. */
  readonly isOnFront: boolean;
  /** Whether no other point beats its values alone. Such a point is on the front too. */
  readonly isBestByValue: boolean;
}
