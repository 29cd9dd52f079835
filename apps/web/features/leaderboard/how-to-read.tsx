import type { ReactNode } from 'react';
import styles from './leaderboard.module.css';

const NOTES: readonly (readonly [string, string])[] = [
  [
    'Retention',
    'Pruned ÷ dense accuracy of the same benchmark. 1 means nothing was lost; the 95 % interval is paired, from the same questions. Where no answer changed they give no interval: a sample cannot rule out rare changes.',
  ],
  ['Average', 'Mean over the multiple-choice benchmarks, empty until all of them are measured. Perplexity is never part of it.'],
  [
    'Low influence, removable',
    'Low influence is what scores say: the share of blocks that hardly turn the residual stream. Removable is what was measured: the largest share of blocks whose removal keeps the average at 0.9 or more.',
  ],
  [
    'Rank',
    'By average retention at these settings. Models that were not yet measured without as many blocks as the share allows stand below, without a rank. The range beneath a rank holds the ranks that the standard errors do not rule out; brackets join ties.',
  ],
];

/** The words of the table, defined. */
export function HowToRead(): ReactNode {
  return (
    <dl className={styles.notes}>
      {NOTES.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
