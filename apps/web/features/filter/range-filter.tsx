'use client';

import { type ReactNode, useState } from 'react';
import { useNumbers } from '../ui/locale.tsx';
import { MACHINE_NUMBERS, type Numbers } from '../ui/numbers.ts';
import { Popover } from '../ui/popover.tsx';
import styles from './filter.module.css';
import { parseAmount } from './parse-amount.ts';

/** Both ends are included; null = no limit. */
export interface Range {
  readonly low: number | null;
  readonly high: number | null;
}

export interface RangeFilterProps {
  readonly label: string;
  readonly range: Range;
  /** Range of the rows' values, as a hint. */
  readonly extent: Range;
  readonly onChange: (range: Range) => void;
}

/** A minimum and a maximum; `7B` and `350M` are accepted. */
export function RangeFilter({ label, range, extent, onChange }: RangeFilterProps): ReactNode {
  const numbers = useNumbers();
  const isSet = range.low !== null || range.high !== null;
  return (
    <Popover label={isSet ? describeRange(label, range, numbers) : label} title={label} active={isSet}>
      <div className={styles.range}>
        <EndField label="At least" value={range.low} hint={extent.low} onChange={(low) => onChange({ ...range, low })} />
        <EndField label="At most" value={range.high} hint={extent.high} onChange={(high) => onChange({ ...range, high })} />
        <p className={styles.note}>Numbers such as 24, 350M or 7B.</p>
      </div>
    </Popover>
  );
}

/** `Parameters 1B–7B`. */
export function describeRange(label: string, { low, high }: Range, numbers: Numbers): string {
  if (low !== null && high !== null) return `${label} ${numbers.compact(low)}–${numbers.compact(high)}`;
  return low !== null ? `${label} ≥ ${numbers.compact(low)}` : `${label} ≤ ${numbers.compact(high)}`;
}

interface EndFieldProps {
  readonly label: string;
  readonly value: number | null;
  readonly hint: number | null;
  readonly onChange: (value: number | null) => void;
}

// The hint has the same notation as the field's input.
function EndField({ label, value, hint, onChange }: EndFieldProps): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const isWrong = text !== null && parseAmount(text) === undefined;
  const write = (next: string) => {
    setText(next);
    const amount = parseAmount(next);
    if (amount !== undefined) onChange(amount);
  };
  return (
    <label>
      {label}
      <input
        type="text"
        inputMode="decimal"
        value={text ?? (value === null ? '' : String(value))}
        placeholder={hint === null ? '' : MACHINE_NUMBERS.compact(hint)}
        aria-invalid={isWrong}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setText(null)}
      />
    </label>
  );
}
