import { DEFAULT_SEARCH_PASSES, MAX_SEARCH_PASSES } from '@lamina/plans';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { Select } from '../ui/select.tsx';
import { parseSearchSeeds, type SearchSettings } from './search-settings.ts';
import styles from './submit.module.css';

const FITNESS_OPTIONS: readonly { readonly value: SearchSettings['fitness']; readonly label: string }[] = [
  { value: 'divergence', label: 'Divergence from the whole model' },
  { value: 'loss', label: 'Loss' },
];

export interface SearchFieldsProps {
  readonly settings: SearchSettings;
  readonly onChange: (changes: Partial<Pick<SearchSettings, 'passes' | 'searchSeeds' | 'fitness'>>) => void;
}

/** The budget, the seeds and the measure of evolutionary searches. */
export function SearchFields({ settings, onChange }: SearchFieldsProps): ReactNode {
  const { passes, searchSeeds, fitness } = settings;
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>Evolutionary search</legend>
      <p className={styles.hint}>
        For each number of units, a search tries sets of units until its passes over the text are used: {DEFAULT_SEARCH_PASSES} times by
        default. Each seed searches by itself; with several, such as 0, 1, 2, the choices of all are evaluated and show how much a search
        varies, and only that of the first is repaired and written. By default there is one seed, 0, and a search makes the divergence from
        the whole model small.
      </p>
      <div className={control.bar}>
        <label className={control.field}>
          Passes over the text
          <input
            className={control.input}
            name="passes"
            type="number"
            min={1}
            max={MAX_SEARCH_PASSES}
            value={passes}
            onChange={(event) => onChange({ passes: Math.min(Math.max(event.target.valueAsNumber || 1, 1), MAX_SEARCH_PASSES) })}
          />
        </label>
        <label className={control.field}>
          Seeds of the search
          <input
            className={control.input}
            name="searchSeeds"
            value={searchSeeds}
            inputMode="numeric"
            aria-invalid={parseSearchSeeds(searchSeeds) === null}
            onChange={(event) => onChange({ searchSeeds: event.target.value })}
          />
        </label>
        <Select label="Minimize" value={fitness} options={FITNESS_OPTIONS} onChange={(wanted) => onChange({ fitness: wanted })} />
      </div>
    </fieldset>
  );
}
