'use client';

import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import type { Settings } from './study-fields.ts';
import styles from './submit.module.css';

interface Effort {
  readonly name: string;
  readonly says: string;
  readonly settings: Settings;
}

/** The values of a form without a choice. */
export const STANDARD: Effort = {
  name: 'Standard',
  says: 'Blocks and attentions, up to four of each, on 200 documents; with speed and memory.',
  settings: {
    strategies: ['BLOCK_INFLUENCE', 'RELATIVE_MAGNITUDE', 'RANDOM_INNER'],
    units: [['BLOCK'], ['ATTENTION']],
    counts: [1, 2, 3, 4],
    seeds: [0, 1, 2, 3, 4],
    limit: 200,
    until: null,
    efficiency: true,
  },
};

/** From a first look to what a decision can rest on; each sets the same fields. */
const EFFORTS: readonly Effort[] = [
  {
    name: 'Quick',
    says: 'Blocks by influence against random ones, on 50 documents of each benchmark.',
    settings: {
      strategies: ['BLOCK_INFLUENCE', 'RANDOM_INNER'],
      units: [['BLOCK']],
      counts: [1, 2],
      seeds: [0, 1, 2],
      limit: 50,
      until: { confidence: 0.95 },
      efficiency: false,
    },
  },
  STANDARD,
  {
    name: 'Thorough',
    says: 'Blocks, attentions and MLPs, also by greedy search, on all documents; with speed and memory.',
    settings: {
      strategies: ['BLOCK_INFLUENCE', 'RELATIVE_MAGNITUDE', 'GREEDY_LOSS', 'RANDOM_INNER'],
      units: [['BLOCK'], ['ATTENTION'], ['MLP']],
      counts: [1, 2, 3, 4, 6, 8],
      seeds: [0, 1, 2, 3, 4],
      limit: null,
      until: null,
      efficiency: true,
    },
  },
];

export interface EffortChoiceProps {
  readonly settings: Settings;
  /** How long the study takes with the settings of an effort; empty if that cannot be said. */
  readonly describeTime: (settings: Settings) => string;
  readonly onChange: (settings: Settings) => void;
}

/** Quick, standard or thorough, each with its time; settings that are none of them are said. */
export function EffortChoice({ settings, describeTime, onChange }: EffortChoiceProps): ReactNode {
  const chosen = EFFORTS.find((effort) =>
    Object.entries(effort.settings).every(([name, value]) => JSON.stringify(value) === JSON.stringify(settings[name] ?? null)),
  );
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
            <strong>{effort.name}</strong> {describeTime(effort.settings)}
            <small>{effort.says}</small>
          </button>
        ))}
      </div>
      {chosen === undefined && <p className={styles.hint}>The form has settings of its own.</p>}
    </fieldset>
  );
}
