import type { ReactNode } from 'react';
import styles from './submit.module.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Short text next to the label. */
  readonly aside?: string;
  readonly title?: string | undefined;
}

export interface ChoiceListProps<Value extends string> {
  readonly legend: string;
  readonly hint?: ReactNode;
  readonly name: string;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: Value[]) => void;
  /** Rows of full width; default: chips in a line. */
  readonly layout?: 'rows' | 'chips';
  readonly empty?: ReactNode;
}

/** Check boxes for several choices. */
export function ChoiceList<Value extends string>(props: ChoiceListProps<Value>): ReactNode {
  const { legend, hint, name, choices, chosen, onChange, layout = 'chips', empty } = props;
  const toggle = (value: Value) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>{legend}</legend>
      {hint && <p className={styles.hint}>{hint}</p>}
      {choices.length === 0 ? (
        <p className={styles.hint}>{empty}</p>
      ) : (
        <div className={layout === 'rows' ? styles.rows : styles.chips}>
          {choices.map((choice) => (
            <label key={choice.value} className={styles.choice} title={choice.title}>
              <input
                type="checkbox"
                name={name}
                value={choice.value}
                checked={chosen.includes(choice.value)}
                onChange={() => toggle(choice.value)}
              />
              <span className={styles.choiceLabel}>{choice.label}</span>
              {choice.aside && <span className={styles.aside}>{choice.aside}</span>}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
