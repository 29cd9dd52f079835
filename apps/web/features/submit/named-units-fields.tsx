import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { type NamedUnitTexts, parseIndices } from './named-units.ts';
import styles from './submit.module.css';

const FIELDS = [
  ['remove', 'Blocks'],
  ['removeAttention', 'Attention of'],
  ['removeMlp', 'MLP of'],
] as const satisfies readonly (readonly [keyof NamedUnitTexts, string])[];

export interface NamedUnitsFieldsProps {
  readonly texts: NamedUnitTexts;
  readonly onChange: (changes: Partial<NamedUnitTexts>) => void;
}

/** One set of units that the reader names, which is removed beside what the strategies choose. */
export function NamedUnitsFields({ texts, onChange }: NamedUnitsFieldsProps): ReactNode {
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>Named units</legend>
      <p className={styles.hint}>
        A set of your own, removed together and measured beside what the strategies choose: numbers of blocks from 0, such as 3, 4. Leave
        the fields empty for none. If the attentions and MLPs of a model cannot be removed alone, only whole blocks are removed.
      </p>
      <div className={control.bar}>
        {FIELDS.map(([name, label]) => (
          <label key={name} className={control.field}>
            {label}
            <input
              className={control.input}
              name={name}
              value={texts[name]}
              inputMode="numeric"
              aria-invalid={parseIndices(texts[name]) === null}
              onChange={(event) => onChange({ [name]: event.target.value })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
