import type { ReactNode } from 'react';
import { QueryButton } from '../query/query-button.tsx';
import { Section } from '../ui/section.tsx';
import type { LoadedRecommendation } from './load-recommendation.ts';
import styles from './recommendation.module.css';
import { RecommendationAnswer } from './recommendation-answer.tsx';
import { RecommendationControl, type RecommendationControlProps } from './recommendation-control.tsx';

export interface RecommendationSectionProps extends RecommendationControlProps {
  readonly answer: LoadedRecommendation;
}

/** "At most 5 % loss": what may go, with the command that removes them. */
export function RecommendationSection({ answer, benchmarks, models, model }: RecommendationSectionProps): ReactNode {
  const { data, problem, query } = answer;
  return (
    <Section
      id="recommendation"
      title="Which blocks may go?"
      intro="Of the removals that were measured, the one that saves most while it loses no more than you allow."
      actions={<QueryButton query={query} />}
    >
      <RecommendationControl benchmarks={benchmarks} models={models} model={model} />
      <div aria-live="polite" className={styles.live}>
        {data && <RecommendationAnswer answer={data} calibration={answer.calibration} />}
        {problem && <p className={styles.note}>{problem}</p>}
      </div>
    </Section>
  );
}
