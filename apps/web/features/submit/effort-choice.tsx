'use client';

import { STRATEGY } from '@lamina/strategies';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { formatSeconds } from '../ui/format.ts';
import type { ModelEstimate } from './estimate-models.ts';
import styles from './submit.module.css';
import type { SubmitParams } from './submit-params.ts';

/** What one effort sets of the form; everything else stays as it is. */
type Settings = Pick<SubmitParams, 'strategies' | 'units' | 'counts' | 'seeds' | 'limit' | 'read' | 'extras'>;

interface Effort {
  readonly name: string;
  readonly says: string;
  readonly settings: Settings;
}

/** From a first look to what a decision can rest on. */
export const EFFORTS: readonly Effort[] = [
  {
    name: 'Quick',
    says: 'Blocks by influence against random ones, on 50 documents of each benchmark.',
    settings: {
      strategies: [STRATEGY.blockInfluence, STRATEGY.randomInner],
      units: ['block'],
      counts: '1, 2',
      seeds: 3,
      limit: 50,
      read: 'settled',
      extras: [],
    },
  },
  {
    name: 'Standard',
    says: 'Blocks and attentions, up to four of each, on 200 documents; with speed and memory.',
    settings: {
      strategies: [STRATEGY.blockInfluence, STRATEGY.relativeMagnitude, STRATEGY.randomInner],
      units: ['block', 'attention'],
      counts: '1, 2, 3, 4',
      seeds: 5,
      limit: 200,
      read: 'whole',
      extras: ['efficiency'],
    },
  },
  {
    name: 'Thorough',
    says: 'Blocks, attentions and MLPs, also by greedy search, on all documents; with speed and memory.',
    settings: {
      strategies: [STRATEGY.blockInfluence, STRATEGY.relativeMagnitude, STRATEGY.greedyLoss, STRATEGY.randomInner],
      units: ['block', 'attention', 'mlp'],
      counts: '1, 2, 3, 4, 6, 8',
      seeds: 5,
      limit: null,
      read: 'whole',
      extras: ['efficiency'],
    },
  },
];

export interface EffortChoiceProps {
  readonly params: SubmitParams;
  /** The estimate of the study with the settings of an effort. */
  readonly estimate: (settings: Settings) => readonly ModelEstimate[];
  readonly onChange: (settings: Settings) => void;
}

/** Quick, standard or thorough, each with its time; "own settings" is said where the form has others. */
export function EffortChoice({ params, estimate, onChange }: EffortChoiceProps): ReactNode {
  const chosen = EFFORTS.find(({ settings }) => isSet(params, settings));
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>How thorough?</legend>
      <div className={styles.efforts}>
        {EFFORTS.map((effort) => (
          <button
            key={effort.name}
            type="button"
            className={control.button}
            aria-pressed={effort === chosen}
            onClick={() => onChange(effort.settings)}
          >
            <strong>{effort.name}</strong> · {describeTime(estimate(effort.settings))}
            <small>{effort.says}</small>
          </button>
        ))}
      </div>
      {chosen === undefined && <p className={styles.hint}>The form has settings of its own.</p>}
    </fieldset>
  );
}

function isSet(params: SubmitParams, settings: Settings): boolean {
  const ours = Object.keys(settings) as (keyof Settings)[];
  return ours.every((key) => JSON.stringify(params[key]) === JSON.stringify(settings[key]));
}

function describeTime(estimates: readonly ModelEstimate[]): string {
  if (estimates.length === 0) return 'choose a model for its time';
  const seconds = estimates.map((estimate) => estimate.seconds);
  const known = seconds.filter((each) => each !== null);
  if (known.length < seconds.length) return 'time not known yet';
  return `about ${formatSeconds(known.reduce((sum, each) => sum + each, 0))}`;
}
