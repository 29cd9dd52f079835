'use client';

import { MAXIMUM_LOSSES } from '@lamina/plans';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import control from '../ui/control.module.css';
import { useNumbers } from '../ui/locale.tsx';
import { Select } from '../ui/select.tsx';
import { type RemovableUnits, recommendationParsers } from './recommendation-params.ts';

export interface RecommendationControlProps {
  /** Benchmarks to choose from. */
  readonly benchmarks: readonly string[];
  /** Models to choose from, and the one that is shown; null on the page of one model. */
  readonly models: readonly { readonly slug: string; readonly name: string }[] | null;
  readonly model: string;
}

const UNIT_OPTIONS: readonly { readonly value: RemovableUnits; readonly label: string }[] = [
  { value: 'all', label: 'blocks, attentions, MLPs' },
  { value: 'block', label: 'whole blocks only' },
  { value: 'block-attention', label: 'blocks and attentions' },
];

/** The largest loss, what may be removed, what it is a loss of, and of which model. The URL is the only state. */
export function RecommendationControl({ benchmarks, models, model }: RecommendationControlProps): ReactNode {
  const numbers = useNumbers();
  const [pending, startTransition] = useTransition();
  const [{ loss, on, may }, setParams] = useQueryStates(recommendationParsers, {
    shallow: false,
    startTransition,
    scroll: false,
    history: 'push',
  });
  const losses = [...new Set([...MAXIMUM_LOSSES, loss])].sort((a, b) => a - b);
  const named = [...new Set([...benchmarks, ...(on === 'average' || on === 'perplexity' ? [] : [on])])];
  return (
    <div className={pending ? `${control.bar} ${control.pending}` : control.bar} aria-busy={pending}>
      <Select
        label="Lose at most"
        value={String(loss)}
        options={losses.map((value) => ({ value: String(value), label: numbers.percent(value) }))}
        onChange={(value) => setParams({ loss: Number(value) })}
      />
      <Select
        label="On"
        value={on}
        options={[
          { value: 'average', label: 'average of the benchmarks' },
          { value: 'perplexity', label: 'perplexity' },
          ...named.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(name) => setParams({ on: name })}
      />
      <Select label="May go" value={may} options={UNIT_OPTIONS} onChange={(units) => setParams({ may: units })} />
      {models && (
        <Select
          label="Of the model"
          value={model}
          options={models.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(slug) => setParams({ of: slug })}
        />
      )}
    </div>
  );
}
