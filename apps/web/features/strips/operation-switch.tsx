'use client';

import { LAYER_OPERATIONS, toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import type { StripsSummaryFragment } from '../../generated/graphql.ts';
import control from '../ui/control.module.css';
import { countOf } from '../ui/format.ts';
import { DepthCurve } from './depth-curve.tsx';
import styles from './strips.module.css';
import { stripsParsers } from './strips-params.ts';

/** The four ways to judge a block, each with its curve: four curves on one axis say that the way decides. */
export function OperationSwitch({ operations }: { readonly operations: readonly StripsSummaryFragment[] }): ReactNode {
  const [pending, startTransition] = useTransition();
  const [{ operation }, setParams] = useQueryStates(stripsParsers, { shallow: false, startTransition, scroll: false });
  return (
    <fieldset className={`${styles.switch} ${pending ? control.pending : ''}`} aria-busy={pending}>
      <legend>How each block is judged</legend>
      {operations.map((one) => {
        const value = LAYER_OPERATIONS.find((name) => toEnumName(name) === one.operation);
        return (
          <label key={one.operation}>
            <input
              type="radio"
              name="operation"
              value={value}
              checked={value === operation}
              onChange={() => setParams({ operation: value ?? null })}
            />
            <span className={styles.card}>
              <b>{one.label}</b>
              <small>{countOf(one.strips.length, 'model')}</small>
              <small className={styles.cardLeast}>{describeLeast(one)}</small>
              <DepthCurve curve={one.curve} className={styles.cardCurve} />
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** As the titles: a half is rounded to the even number. */
const PERCENT = new Intl.NumberFormat('en', { maximumFractionDigits: 0, roundingMode: 'halfEven' });

function describeLeast({ leastDepthLow: low, leastDepthHigh: high }: StripsSummaryFragment): string {
  if (low === null || high === null) return 'no values yet';
  return `least: ${PERCENT.format(100 * low)}–${PERCENT.format(100 * high)} % depth`;
}
