'use client';

import { type ReactNode, useId, useState } from 'react';
import { getUnitSetLabel, toUnitKinds, UNIT_SETS } from '../pruning/unit-sets.ts';
import control from '../ui/control.module.css';
import { ChoiceList } from './choice-list.tsx';
import type { Settings, SettingValue, StudyField } from './study-fields.ts';
import styles from './submit.module.css';

export interface SettingFieldProps {
  readonly field: StudyField;
  /** null = the API's default. */
  readonly value: SettingValue;
  readonly onChange: (value: SettingValue) => void;
}

const SETS = UNIT_SETS.map((set) => ({ value: toUnitKinds(set).join('+'), label: getUnitSetLabel(set) }));

/** One setting of a study with its words, edited as its type needs. */
export function SettingField({ field, value, onChange }: SettingFieldProps): ReactNode {
  const id = useId();
  const { name, label, description, usual } = field;
  if (field.kind === 'choices' || field.kind === 'unit-sets') {
    const chosen = Array.isArray(value) ? value.map((one) => (Array.isArray(one) ? one.join('+') : String(one))) : [];
    const toValue = (list: readonly string[]) => (field.kind === 'choices' ? list : list.map((set) => set.split('+')));
    return (
      <ChoiceList
        legend={label}
        hint={description}
        name={name}
        choices={field.kind === 'choices' ? field.choices : SETS}
        chosen={chosen}
        onChange={(list) => onChange(list.length === 0 ? null : toValue(list))}
      />
    );
  }
  if (field.kind === 'group') {
    const group = toSettings(value);
    const change = (key: string, one: SettingValue) => {
      const kept = Object.entries({ ...group, [key]: one }).filter(([, each]) => each !== null);
      onChange(kept.length === 0 ? null : Object.fromEntries(kept));
    };
    return (
      <fieldset className={styles.field}>
        <legend className={styles.legend}>{label}</legend>
        <p className={styles.hint}>{description}</p>
        <div className={styles.settings}>
          {field.fields.map((inner) => (
            <SettingField key={inner.name} field={inner} value={group[inner.name] ?? null} onChange={(one) => change(inner.name, one)} />
          ))}
        </div>
      </fieldset>
    );
  }
  return (
    <div className={control.field} title={description}>
      <label htmlFor={id}>{label}</label>
      {field.kind === 'flag' && <input id={id} type="checkbox" checked={value === true} onChange={() => onChange(value !== true)} />}
      {field.kind === 'choice' && (
        <select
          id={id}
          className={control.select}
          value={value === null ? '' : String(value)}
          onChange={(event) => onChange(event.target.value || null)}
        >
          <option value="">{usual ?? '–'}</option>
          {field.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
      {(field.kind === 'number' || field.kind === 'numbers' || field.kind === 'text' || field.kind === 'texts') && (
        <TextSetting id={id} field={field} value={value} onChange={onChange} />
      )}
    </div>
  );
}

/** A text that holds one value, or numbers or names with commas. What is typed stays, also while it cannot be read. */
function TextSetting({ id, field: { kind, usual }, value, onChange }: SettingFieldProps & { readonly id: string }): ReactNode {
  const shown = value === null ? '' : Array.isArray(value) ? value.join(', ') : String(value);
  const [typed, setTyped] = useState(shown);
  const current = readSetting(kind, typed);
  // Another effort was chosen since.
  const text = JSON.stringify(current) === JSON.stringify(value) ? typed : shown;
  return (
    <input
      className={control.input}
      id={id}
      value={current === undefined ? typed : text}
      placeholder={usual ?? undefined}
      inputMode={kind === 'text' || kind === 'texts' ? 'text' : 'numeric'}
      aria-invalid={current === undefined}
      autoComplete="off"
      onChange={(event) => {
        setTyped(event.target.value);
        const wanted = readSetting(kind, event.target.value);
        if (wanted !== undefined) onChange(wanted);
      }}
    />
  );
}

/** `1, 2, 4` → `[1, 2, 4]`; null for an empty text, undefined for one that is not of this kind. */
function readSetting(kind: StudyField['kind'], text: string): SettingValue | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0) return null;
  if (kind === 'text') return text.trim();
  if (kind === 'texts') return words;
  const numbers = words.map(Number);
  if (numbers.some((number) => !Number.isFinite(number))) return undefined;
  if (kind === 'numbers') return numbers;
  return numbers.length === 1 ? (numbers[0] ?? null) : undefined;
}

function toSettings(value: SettingValue): Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}
