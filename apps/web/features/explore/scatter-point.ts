import type { BoardRow } from '../leaderboard/board-row.ts';

/** A row with both quantities. */
export interface ScatterPoint {
  readonly row: BoardRow;
  readonly x: number;
  readonly y: number;
  readonly isOnFront: boolean;
}
