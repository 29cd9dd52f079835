import type { ReactNode } from 'react';
import { formatSeconds } from '../ui/format.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { ModelEstimate } from './estimate-models.ts';
import { ASSUMED_REQUEST_TOKENS, type EstimatedStep } from './estimate-study.ts';
import styles from './submit.module.css';

const STEPS: Readonly<Record<EstimatedStep['name'], string>> = {
  score: 'Score every block',
  'leave-one-out': 'Leave one out',
  greedy: 'Greedy search',
  iterative: 'Score again after each removal',
  repaired: 'Repair and score again after each removal',
  evolved: 'Evolutionary search',
  repair: 'Solve repairs',
  evaluate: 'Evaluate',
};

/** Estimated cost of the chosen studies: forward passes and time, step by step, and the basis of the estimate. */
export function EstimateCard({ estimates }: { readonly estimates: readonly ModelEstimate[] }): ReactNode {
  const numbers = useNumbers();
  const steps = sumSteps(estimates);
  const total = steps.reduce<Cost>(addCost, { passes: 0, seconds: 0, interval: { low: 0, high: 0 } });
  const removals = estimates.reduce((sum, estimate) => sum + estimate.removals, 0);
  return (
    <section className={styles.estimate} aria-labelledby="estimate" aria-live="polite">
      <h2 id="estimate" className={styles.estimateTitle}>
        Estimate
      </h2>
      <p className={styles.total}>
        <strong data-estimate="time">{total.seconds === null ? 'Time unknown' : `about ${formatSeconds(total.seconds)}`}</strong>
        {total.interval && (
          <span data-estimate="interval">
            {formatSeconds(total.interval.low)} to {formatSeconds(total.interval.high)} at the middle 80 % of past speeds
          </span>
        )}
        <span>
          <span data-estimate="passes">{numbers.integer(total.passes)}</span> forward passes, {numbers.integer(removals)} pruned{' '}
          {removals === 1 ? 'model' : 'models'}
        </span>
      </p>
      <table className={styles.steps}>
        <caption className="visually-hidden">Estimated cost by step</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Forward passes</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.name} data-step={step.name}>
              <th scope="row">{STEPS[step.name]}</th>
              <td>{numbers.integer(step.passes)}</td>
              <td>{step.seconds === null ? 'unknown' : formatSeconds(step.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.hint}>{describeBasis(estimates, total.interval !== null)}</p>
    </section>
  );
}

type Cost = Pick<EstimatedStep, 'passes' | 'seconds' | 'interval'>;

function sumSteps(estimates: readonly { readonly steps: readonly EstimatedStep[] }[]): readonly EstimatedStep[] {
  const sums = new Map<EstimatedStep['name'], EstimatedStep>();
  for (const step of estimates.flatMap(({ steps }) => steps)) {
    const before = sums.get(step.name);
    sums.set(step.name, before ? { ...step, ...addCost(before, step) } : step);
  }
  return [...sums.values()];
}

/** What is not known of one part is not known of the sum. */
function addCost(left: Cost, right: Cost): Cost {
  return {
    passes: left.passes + right.passes,
    seconds: left.seconds === null || right.seconds === null ? null : left.seconds + right.seconds,
    interval: left.interval &&
      right.interval && { low: left.interval.low + right.interval.low, high: left.interval.high + right.interval.high },
  };
}

function describeBasis(estimates: readonly ModelEstimate[], hasInterval: boolean): string {
  const scaled = estimates.filter(({ basis }) => basis === 'scaled').map(({ model }) => model.name);
  const unknown = estimates.filter(({ basis }) => basis === 'none').map(({ model }) => model.name);
  const untimed = estimates.some(({ model, basis }) => basis === 'measured' && model.speed.requestsPerSecond === null);
  return [
    'For one worker, from speeds measured here. Every pass is counted as a pass of the whole model, so the real time is usually shorter.',
    hasInterval
      ? 'The range assumes that all steps are fast together, or slow together.'
      : 'The error of this estimate is not known: that needs three timed score runs and three timed evaluations of each model.',
    scaled.length > 0 && `${scaled.join(', ')}: not measured yet, scaled from another model by parameters.`,
    unknown.length > 0 && `${unknown.join(', ')}: there are no measurements yet for an estimate of the time.`,
    untimed && `No evaluation was timed yet: ${ASSUMED_REQUEST_TOKENS} tokens are assumed per request.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}
