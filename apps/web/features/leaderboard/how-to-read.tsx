import type { ReactNode } from 'react';
import styles from './leaderboard.module.css';

const NOTES: readonly (readonly [string, string])[] = [
  [
    'Retention',
    'Pruned ÷ dense accuracy on the same benchmark. 1 means no loss. The 95 % interval is paired, from the same questions. If no answer changed, there is no interval, because a sample cannot exclude rare changes.',
  ],
  [
    'Above chance',
    'The switch Scores takes guessing out: (pruned − chance) ÷ (dense − chance). 1 means no loss, 0 means guessing. As measured, a model that only guesses keeps chance ÷ dense.',
  ],
  ['Average', 'Mean over the multiple-choice benchmarks, empty until all of them are measured. Perplexity is never part of it.'],
  [
    'Low influence, removable',
    'Low influence is predicted from scores: the share of blocks that hardly change the direction of the residual stream. Removable is measured: the largest share of blocks whose removal keeps the average at 0.9 or more.',
  ],
  [
    'Rank',
    'By average retention at these settings. A model that was measured only with fewer removed blocks than the share allows is listed below, without a rank. The range below a rank shows the ranks that the standard errors do not exclude. Brackets mark ties.',
  ],
];

/** Definitions of the table's terms. */
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
