import type { ReactNode } from 'react';
import type { StripFactsFragment } from '../../generated/graphql.ts';
import strips from '../strips/strips.module.css';
import { numbers } from '../ui/numbers.ts';
import styles from './compare.module.css';
import { readDifference } from './read-difference.ts';

export interface DifferenceStripProps {
  readonly first: StripFactsFragment;
  readonly second: StripFactsFragment;
}

/** Where the ranks of two models differ, by depth: one colour for each model in which the block matters less. */
export function DifferenceStrip({ first, second }: DifferenceStripProps): ReactNode {
  const { cells, correlation } = readDifference(first, second);
  const agree = correlation === null ? 'not defined' : numbers.fixed(correlation, 2);
  const [farthest] = cells.toSorted((one, other) => Math.abs(other.difference ?? 0) - Math.abs(one.difference ?? 0)); // no value: no difference
  const least = farthest !== undefined && (farthest.difference ?? 0) < 0 ? first : second; // no value: no difference
  const summary = `They agree at ${agree} (rank correlation over depth), and differ most at ${numbers.percent(farthest?.depth, 0)} of the depth, where the block matters less in ${least.name}.`;
  return (
    <div className={styles.difference}>
      <div className={strips.row}>
        <h3 className={styles.differenceName}>Difference</h3>
        <span className={strips.size} />
        <span className={strips.kind} />
        <div className={styles.differenceStrip} role="img" aria-label={summary}>
          {cells.map(({ depth, difference }) => (
            <i
              key={depth}
              title={difference === null ? 'no value' : `${numbers.percent(depth, 0)} depth: ${numbers.fixed(difference, 2)}`}
              className={difference === null ? styles.differenceMissing : undefined}
              style={difference === null ? undefined : { background: toColour(difference) }}
            />
          ))}
        </div>
      </div>
      <p className={styles.differenceKey}>
        <span>
          <i style={{ background: toColour(-1) }} /> matters less in {first.name}
        </span>
        <span>
          <i style={{ background: toColour(0) }} /> the same rank
        </span>
        <span>
          <i style={{ background: toColour(1) }} /> matters less in {second.name}
        </span>
      </p>
      <p className={styles.differenceKey}>{summary}</p>
    </div>
  );
}

function toColour(difference: number): string {
  const hue = difference < 0 ? 'var(--series-1)' : 'var(--series-2)';
  return `color-mix(in oklab, ${hue} ${Math.round(100 * Math.abs(difference))}%, var(--sunken))`;
}
