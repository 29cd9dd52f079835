'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { getStrategyLabel, STRATEGY_NAMES } from '../pruning/strategy-name.ts';
import styles from '../ui/control.module.css';
import { formatPercent } from '../ui/format.ts';
import { Segments } from '../ui/segments.tsx';
import { leaderboardParsers, REMOVED_RATIOS } from './leaderboard-params.ts';

export interface LeaderboardControlsProps {
  readonly lanes: readonly string[];
  readonly lane: string | null;
}

/** Strategy, removed ratio, lane and search. The URL is the only state. */
export function LeaderboardControls({ lanes, lane }: LeaderboardControlsProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(leaderboardParsers, { shallow: false, startTransition, scroll: false });
  const ratios = [...new Set([...REMOVED_RATIOS, params.removed])].sort((a, b) => a - b);
  return (
    <div className={pending ? `${styles.bar} ${styles.pending}` : styles.bar} aria-busy={pending}>
      <label className={styles.field}>
        Chosen by
        <select
          className={styles.select}
          value={params.strategy}
          onChange={(event) => setParams({ strategy: leaderboardParsers.strategy.parse(event.target.value) })}
        >
          {STRATEGY_NAMES.map((name) => (
            <option key={name} value={name}>
              {getStrategyLabel(name)}
            </option>
          ))}
          <option value="best">Best of all (flatters)</option>
        </select>
      </label>
      <Segments
        label="Blocks removed, at most"
        value={params.removed}
        options={ratios.map((ratio) => ({ value: ratio, label: formatPercent(ratio) }))}
        onChange={(removed) => setParams({ removed })}
      />
      {lanes.length > 1 && (
        <label className={styles.field}>
          Lane
          <select className={styles.select} value={lane ?? ''} onChange={(event) => setParams({ lane: event.target.value })}>
            {lanes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label className={styles.field}>
        Find a model
        <input
          className={styles.input}
          type="search"
          value={params.q}
          placeholder="Name or family"
          onChange={(event) => setParams({ q: event.target.value }, { shallow: true })}
        />
      </label>
    </div>
  );
}
