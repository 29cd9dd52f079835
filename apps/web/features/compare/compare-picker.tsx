'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useEffect, useState, useTransition } from 'react';
import { FindModelsDocument, type FindModelsQuery } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { LegendKey } from '../chart/legend-key.tsx';
import type { SeriesStyle } from '../chart/series-style.ts';
import control from '../ui/control.module.css';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import styles from './compare.module.css';
import { compareParsers } from './compare-params.ts';

/** A compared model, with the style of its line, if it has one. */
export interface ComparedModel {
  readonly slug: string;
  readonly name: string;
  /** Null of a model that no chart of lines shows. */
  readonly style: SeriesStyle | null;
}

export interface ComparePickerProps {
  readonly models: readonly ComparedModel[];
}

/** The compared models with their styles; more can be found by name. */
export function ComparePicker({ models }: ComparePickerProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(compareParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  const others = (slug: string) => params.models.filter((one) => one !== slug);
  return (
    <ul className={`${styles.models} ${pending ? control.pending : ''}`} aria-label="Compared" aria-busy={pending}>
      {models.map(({ slug, name, style }) => (
        <li key={slug} className={styles.model}>
          {style && <LegendKey entry={{ label: name, mark: 'line', ...style }} />}
          {name}
          <button type="button" className={menu.tool} onClick={() => setParams({ models: others(slug) })}>
            <Icon name="close" />
            <span className="visually-hidden">Take {name} out</span>
          </button>
        </li>
      ))}
      <li>
        <Popover label="Add a model">
          <Finder taken={params.models} onAdd={(slug) => setParams({ models: [...others(slug), slug] })} />
        </Popover>
      </li>
    </ul>
  );
}

function Finder({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (slug: string) => void }): ReactNode {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<readonly FoundModel[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const stopping = new AbortController();
    sendApi(FindModelsDocument, { search: words }, stopping.signal).then(
      (reply) => {
        setFound(listFound(reply));
        setProblem(null);
      },
      (error) => {
        if (!stopping.signal.aborted && error instanceof ApiError) setProblem(error.message);
      },
    );
    return () => stopping.abort();
  }, [words]);
  const models = found?.filter(({ slug }) => !taken.includes(slug));
  return (
    <>
      <input
        type="search"
        className={control.input}
        aria-label="Name or family"
        placeholder="Name or family"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {problem && <p className={menu.heading}>{problem}</p>}
      <ul aria-label="Models">
        {models?.map(({ slug, name, aside }) => (
          <li key={slug}>
            <button type="button" className={menu.item} onClick={() => onAdd(slug)}>
              {name}
              <span className={menu.aside}>{aside}</span>
            </button>
          </li>
        ))}
      </ul>
      {models?.length === 0 && <p className={menu.heading}>Nothing else matches.</p>}
    </>
  );
}

interface FoundModel {
  readonly slug: string;
  readonly name: string;
  readonly aside: string;
}

/** Measured models, then those of which only others published numbers. */
function listFound({ models, publishedModels }: FindModelsQuery): readonly FoundModel[] {
  return [
    ...models.nodes.map(({ slug, name, family, blockCount }) => ({ slug, name, aside: `${family.name}, ${blockCount} blocks` })),
    ...publishedModels.nodes
      .filter(({ measured }) => measured === null)
      .map(({ slug, name, blockCount }) => ({ slug, name, aside: `published, ${blockCount} blocks` })),
  ];
}
