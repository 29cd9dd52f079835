import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sparkline } from '../chart/sparkline.tsx';
import { formatCompact, formatFixed, formatIndices, formatInteger, formatPercent, MISSING } from '../ui/format.ts';
import table from '../ui/table.module.css';
import type { BoardRow } from './board-row.ts';
import styles from './leaderboard.module.css';

export interface LeaderboardRowProps {
  readonly row: BoardRow;
  readonly benchmarks: readonly string[];
}

/** One model at the chosen settings. */
export function LeaderboardRow({ row, benchmarks }: LeaderboardRowProps): ReactNode {
  const { model, pruning } = row;
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
        <span className={table.sub}>
          without {formatIndices(pruning.removed)} ({pruning.removedCount} of {model.blockCount})
        </span>
      </th>
      <td>{model.family.name}</td>
      <td>{model.normPlacement.toLowerCase()}</td>
      <td className={table.number}>{formatInteger(model.blockCount)}</td>
      <td className={table.number} title={formatInteger(model.parameterCount)}>
        {formatCompact(model.parameterCount)}
      </td>
      <td className={table.number}>
        <div className={styles.redundancy}>
          {row.profile.length > 0 && (
            <Sparkline values={row.profile} summary={`Block influence by block, first to last, of ${model.name}`} />
          )}
          {formatPercent(row.redundancyShare)}
        </div>
      </td>
      <Retention value={row.averageRetention} error={row.averageRetentionStandardError} column="average" strong />
      {benchmarks.map((name) => {
        const cell = row.cells.find((candidate) => candidate.benchmark === name);
        return (
          <Retention
            key={name}
            column={name}
            value={cell?.retention ?? null}
            error={cell?.retentionStandardError ?? null}
            title={
              cell ? `${cell.metric}: ${formatFixed(cell.value, 3)} pruned, ${formatFixed(cell.denseValue, 3)} dense` : 'Not measured yet'
            }
          />
        );
      })}
      <td className={table.number} data-column="perplexity" data-value={row.perplexityRatio ?? ''}>
        {row.perplexityRatio === null ? <span className={table.dim}>{MISSING}</span> : `${formatFixed(row.perplexityRatio, 2)}×`}
      </td>
    </tr>
  );
}

interface RetentionProps {
  readonly column: string;
  readonly value: number | null;
  readonly error: number | null;
  readonly title?: string;
  readonly strong?: boolean;
}

function Retention({ column, value, error, title, strong }: RetentionProps): ReactNode {
  // What is lost, as the strength of one hue: nothing at 1, full at one half or less.
  const loss = value === null ? 0 : Math.min(Math.max(1 - value, 0) * 2, 1);
  return (
    <td
      className={`${table.number} ${styles.retention}`}
      title={title}
      data-column={column}
      data-value={value ?? ''}
      style={{ '--loss': `${Math.round(loss * 100)}%` } as React.CSSProperties}
    >
      <span className={strong ? styles.strong : undefined}>{formatFixed(value, 3)}</span>
      <span className={table.sub}>{error === null ? ' ' : `± ${formatFixed(error, 3)}`}</span>
    </td>
  );
}
