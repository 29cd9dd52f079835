import type { ReactNode } from 'react';
import type { Neighbours } from '../table/column.ts';
import { formatInterval } from '../ui/interval.ts';
import { MISSING } from '../ui/numbers.ts';
import type { BoardRow } from './board-row.ts';
import styles from './leaderboard.module.css';

/** The rank with the interval of possible ranks; a bracket joins neighbours that do not differ significantly. */
export function RankCell({ row, neighbours }: { readonly row: BoardRow; readonly neighbours: Neighbours<BoardRow> }): ReactNode {
  const isTied = (other: BoardRow | null) => other !== null && row.tieGroup !== null && other.tieGroup === row.tieGroup;
  const tie = [isTied(neighbours.previous) && styles.tieAbove, isTied(neighbours.next) && styles.tieBelow].filter(Boolean);
  const { rank, rankInterval } = row;
  return (
    <>
      {tie.length > 0 && (
        <span className={`${styles.tie} ${tie.join(' ')}`} data-tie={row.tieGroup}>
          <span className="visually-hidden">tied: </span>
        </span>
      )}
      <span className={styles.rank}>{rank ?? MISSING}</span>
      {rankInterval && rankInterval.low !== rankInterval.high && (
        <span className={styles.ranks} title="Ranks that the standard errors do not exclude">
          {formatInterval(rankInterval, String)}
        </span>
      )}
    </>
  );
}
