'use client';

import { LAYER_OPERATIONS, toEnumName } from '@lamina/metrics';
import { useQueryStates } from 'nuqs';
import { type ReactNode, useMemo } from 'react';
import type { StripFactsFragment, StripsOfModelsFragment } from '../../generated/graphql.ts';
import { CreditLine } from '../published/credit-line.tsx';
import { StripMultiples } from '../strips/strip-multiples.tsx';
import strips from '../strips/strips.module.css';
import { UncountedNote } from '../strips/uncounted-note.tsx';
import control from '../ui/control.module.css';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { compareParsers } from './compare-params.ts';
import { DifferenceStrip } from './difference-strip.tsx';

export interface CompareStripsProps {
  readonly operations: readonly StripsOfModelsFragment[];
  /** The chosen models that exist. */
  readonly models: readonly { readonly slug: string; readonly name: string }[];
}

const KINDS = [
  { kind: 'dense', title: 'Dense models' },
  { kind: 'mixture', title: 'Mixtures of experts' },
] as const;

/** Which blocks matter least in each of any number of models, under one operation at a time. */
export function CompareStrips({ operations, models }: CompareStripsProps): ReactNode {
  const [{ operation, order }, setParams] = useQueryStates(compareParsers, { scroll: false });
  const most = operations.toSorted((one, other) => other.strips.length - one.strips.length)[0];
  const shown = operations.find((one) => operation !== null && one.operation === toEnumName(operation)) ?? most; // none is chosen
  const groups = useMemo(() => groupByKind(shown?.strips ?? [], order), [shown, order]); // no model is chosen
  if (shown === undefined || models.length === 0) return null;
  const [first, second] = shown.strips;
  return (
    <Section
      id="strips"
      title="Which blocks matter least in each?"
      intro="One strip a model, from input to output: colour is rank within the model, marked are the five that matter least. Values of two models do not compare."
      actions={
        <div className={control.bar}>
          <Select
            label="Operation"
            value={shown.operation}
            options={operations.map((one) => ({ value: one.operation, label: `${one.label} (${one.strips.length})` }))}
            onChange={(value) => setParams({ operation: LAYER_OPERATIONS.find((name) => toEnumName(name) === value) ?? null })}
          />
          <Select
            label="Order"
            value={order}
            options={[
              { value: 'family', label: 'By family' },
              { value: 'size', label: 'By size' },
            ]}
            onChange={(value) => setParams({ order: value })}
          />
        </div>
      }
    >
      <StripMultiples groups={groups} />
      {first && second && shown.strips.length === 2 && <DifferenceStrip first={first} second={second} />}
      <div className={strips.notes}>
        <UncountedNote strips={shown.strips} />
        <NotShown operations={operations} shown={shown} models={models} />
      </div>
      <CreditLine sources={shown.strips.map(({ source }) => source).filter((source) => source !== null)} />
    </Section>
  );
}

/** Dense models and mixtures apart: their profiles behave differently. */
function groupByKind(found: readonly StripFactsFragment[], order: 'family' | 'size') {
  const ordered =
    order === 'family' ? found : found.toSorted((one, other) => (one.parameterCount ?? Infinity) - (other.parameterCount ?? Infinity)); // unknown sizes last
  return KINDS.map(({ kind, title }) => ({ title, href: null, strips: ordered.filter((strip) => strip.kind === kind) })).filter(
    (group) => group.strips.length > 0,
  );
}

/** Every chosen model that has no strip, with the reason. */
function NotShown({ operations, shown, models }: CompareStripsProps & { readonly shown: StripsOfModelsFragment }): ReactNode {
  const missing = models.filter(({ slug }) => shown.strips.every((strip) => strip.slug !== slug));
  if (missing.length === 0) return null;
  const describe = (slug: string): string => {
    const others = operations.filter((one) => one.strips.some((strip) => strip.slug === slug)).map(({ label }) => label);
    return others.length === 0
      ? 'its blocks were not measured one by one'
      : `no values for this operation; it has them for ${others.join('; ')}`;
  };
  return (
    <div>
      <b>Not shown:</b>
      <ul>
        {missing.map(({ slug, name }) => (
          <li key={slug}>
            {name}: {describe(slug)}
          </li>
        ))}
      </ul>
    </div>
  );
}
