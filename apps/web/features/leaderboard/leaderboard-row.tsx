import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sparkline } from '../chart/sparkline.tsx';
import { RetentionCell } from '../pruning/retention-cell.tsx';
import { formatCompact, formatFixed, formatIndices, formatInteger, formatPercent, MISSING } from '../ui/format.ts';
import table from '../ui/table.module.css';
import type { BoardRow } from './board-row.ts';
import styles from './leaderboard.module.css';

export interface LeaderboardRowProps {
  readonly row: BoardRow;
  readonly benchmarks: readonly string[];
  /** Blocks removed at most, as a share. */
  readonly removedRatio: number;
}

/** One model at the chosen settings. */
export function LeaderboardRow({ row, benchmarks, removedRatio }: LeaderboardRowProps): ReactNode {
  const { model, pruning } = row;
  // The tolerance keeps 0.25 × 12 from falling to 2.
  const wanted = Math.floor(removedRatio * model.blockCount + 1e-9);
  return (
    <tr data-model={model.slug}>
      <td>
        {row.rank ?? MISSING}
        {row.rankInterval && row.rankInterval.low !== row.rankInterval.high && (
          <span className={table.sub} title="Ranks that the standard errors do not rule out">
            {row.rankInterval.low}–{row.rankInterval.high}
          </span>
        )}
      </td>
      <th scope="row" className={table.first}>
        <Link href={`/models/${encodeURIComponent(model.slug)}`}>{model.name}</Link>
        <span className={table.sub} title={`${pruning.removedCount} of ${model.blockCount} blocks removed`}>
          without {formatIndices(pruning.removed)}
        </span>
        {pruning.removedCount < wanted && (
          <span className={styles.partial}>
            {pruning.removedCount} of {wanted} measured so far
          </span>
        )}
      </th>
      <RetentionCell column="average" value={row.averageRetention} standardError={row.averageRetentionStandardError} strong />
      <td className={table.number} data-column="perplexity" data-value={row.perplexityRatio ?? ''}>
        {row.perplexityRatio === null ? <span className={table.dim}>{MISSING}</span> : `${formatFixed(row.perplexityRatio, 2)}×`}
      </td>
      <td className={table.number}>
        <div className={styles.redundancy}>
          {row.profile.length > 0 && (
            <Sparkline values={row.profile} summary={`Block influence by block, first to last, of ${model.name}`} />
          )}
          <span className={styles.share}>{formatPercent(row.redundancyShare)}</span>
        </div>
      </td>
      <td className={table.number}>
        {formatInteger(model.blockCount)}
        <span className={table.sub}>−{pruning.removedCount}</span>
      </td>
      <td className={table.number} title={`${formatInteger(model.parameterCount)} parameters before pruning`}>
        {formatCompact(model.parameterCount)}
        <span className={table.sub}>−{formatPercent(pruning.removedParameterRatio)}</span>
      </td>
      <td>{model.normPlacement.toLowerCase()}</td>
      {benchmarks.map((name) => {
        const cell = row.cells.find((candidate) => candidate.benchmark === name);
        return (
          <RetentionCell
            key={name}
            column={name}
            value={cell?.retention}
            standardError={cell?.retentionStandardError}
            title={
              cell ? `${cell.metric}: ${formatFixed(cell.value, 3)} pruned, ${formatFixed(cell.denseValue, 3)} dense` : 'Not measured yet'
            }
          />
        );
      })}
      <td>{model.family.name}</td>
    </tr>
  );
}
