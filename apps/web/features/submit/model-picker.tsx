'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import control from '../ui/control.module.css';
import { numbers } from '../ui/numbers.ts';
import { ChoiceList } from './choice-list.tsx';
import type { ModelChoice, SubmitOptions } from './load-submit.ts';
import styles from './submit.module.css';
import { submitParsers } from './submit-params.ts';

const SEARCH_INTERVAL_MS = 300;
const SEARCH_FROM = 8;

export interface ModelPickerProps {
  readonly options: SubmitOptions;
  readonly chosen: readonly string[];
  readonly find: string;
  readonly onChange: (chosen: string[]) => void;
}

/** The models to measure; if there are many, the server searches. */
export function ModelPicker({ options, chosen, find, onChange }: ModelPickerProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [, setParams] = useQueryStates(submitParsers, { scroll: false });
  const search = (text: string) =>
    setParams({ find: text === '' ? null : text }, { shallow: false, throttleMs: SEARCH_INTERVAL_MS, startTransition });
  return (
    <div className={pending ? control.pending : undefined}>
      <ChoiceList
        legend="Models"
        name="models"
        layout="rows"
        hint={
          options.foundCount > SEARCH_FROM || find !== '' ? (
            <label className={`${control.field} ${styles.find}`}>
              Find a model
              <input
                className={control.input}
                type="search"
                defaultValue={find}
                placeholder="Name or family"
                onChange={(event) => search(event.target.value)}
              />
            </label>
          ) : undefined
        }
        choices={options.models.map((model) => ({ value: model.slug, label: model.name, aside: describeModel(model) }))}
        chosen={chosen}
        onChange={onChange}
        empty={find === '' ? 'No model is registered yet; register one below.' : `No model matches “${find}”.`}
      />
      {options.foundCount > 100 && (
        <p className={styles.hint}>{numbers.integer(options.foundCount)} models match; the first 100 are shown.</p>
      )}
    </div>
  );
}

function describeModel({ family, blockCount, precision, speed }: ModelChoice): string {
  const facts = [family, `${blockCount} blocks`, `${numbers.compact(speed.parameterCount)} parameters`, precision];
  const { tokensPerSecond } = speed;
  return [...facts, ...(tokensPerSecond === null ? [] : [`scored at ${numbers.integer(tokensPerSecond)} tokens/s here`])].join(' · ');
}
