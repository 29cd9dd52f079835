import type { ReactNode } from 'react';
import type { DepthRankFactsFragment } from '../../generated/graphql.ts';
import styles from './strips.module.css';

type Read = (rank: DepthRankFactsFragment) => number;

/** Median and middle half of many models by depth; what matters least is at the bottom. */
export function DepthCurve({
  curve,
  className,
}: {
  readonly curve: readonly DepthRankFactsFragment[];
  readonly className: string | undefined;
}): ReactNode {
  const upper = curve.map((rank) => toPoint(rank, ({ high }) => high));
  const lower = curve.toReversed().map((rank) => toPoint(rank, ({ low }) => low));
  return (
    <svg className={[styles.curve, className].join(' ')} viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
      {curve.length > 0 && (
        <>
          <path className={styles.band} d={`M${[...upper, ...lower].join('L')}Z`} />
          <path className={styles.median} d={`M${curve.map((rank) => toPoint(rank, ({ median }) => median)).join('L')}`} />
        </>
      )}
    </svg>
  );
}

function toPoint(rank: DepthRankFactsFragment, read: Read): string {
  return `${(1000 * rank.depth).toFixed(0)} ${(100 * (1 - read(rank))).toFixed(1)}`;
}
