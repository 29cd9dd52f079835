'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useEffect, useState, useTransition } from 'react';
import { FindModelsDocument, type FindModelsQuery } from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { sendApi } from '../api/send-api.ts';
import { LegendKey } from '../chart/legend-key.tsx';
import { getSeriesStyle } from '../chart/series-style.ts';
import control from '../ui/control.module.css';
import { Icon } from '../ui/icon.tsx';
import menu from '../ui/menu.module.css';
import { Popover } from '../ui/popover.tsx';
import styles from './compare.module.css';
import { type CompareEntry, getEntryKey } from './compare-entry.ts';
import { compareParsers, MAX_ENTRIES } from './compare-params.ts';

export interface EntryPickerProps {
  readonly entries: readonly CompareEntry[];
}

const LISTS = { model: 'models', family: 'families' } as const;

/** The compared models and families with their styles; more can be found by name. */
export function EntryPicker({ entries }: EntryPickerProps): ReactNode {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(compareParsers, { shallow: false, startTransition, scroll: false, history: 'push' });
  const isFull = entries.length >= MAX_ENTRIES;
  const remove = ({ kind, slug }: CompareEntry) => {
    const list = LISTS[kind];
    void setParams({ [list]: params[list].filter((one) => one !== slug) });
  };
  const add = (kind: CompareEntry['kind'], slug: string) => {
    const list = LISTS[kind];
    void setParams({ [list]: [...params[list].filter((one) => one !== slug), slug] });
  };
  return (
    <div className={pending ? `${styles.picker} ${styles.pending}` : styles.picker} aria-busy={pending}>
      <ul className={styles.entries} aria-label="Compared">
        {entries.map((entry, place) => (
          <li key={getEntryKey(entry)} className={styles.entry} data-entry={getEntryKey(entry)}>
            <LegendKey entry={{ label: entry.label, mark: 'line', ...getSeriesStyle(place) }} />
            {entry.label}
            <button type="button" className={menu.tool} onClick={() => remove(entry)}>
              <Icon name="close" />
              <span className="visually-hidden">Take {entry.label} out</span>
            </button>
          </li>
        ))}
        <li>
          <Popover label={isFull ? `${MAX_ENTRIES} of ${MAX_ENTRIES}` : 'Add a model or family'} title="Add a model or family">
            {isFull ? (
              <p className={menu.heading}>No more than {MAX_ENTRIES} at once: take one out first.</p>
            ) : (
              <Finder taken={params} onAdd={add} />
            )}
          </Popover>
        </li>
      </ul>
    </div>
  );
}

interface FinderProps {
  readonly taken: { readonly models: readonly string[]; readonly families: readonly string[] };
  readonly onAdd: (kind: CompareEntry['kind'], slug: string) => void;
}

function Finder({ taken, onAdd }: FinderProps): ReactNode {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<FindModelsQuery | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const stopping = new AbortController();
    sendApi(FindModelsDocument, { search: words }, stopping.signal).then(
      (result) => {
        setFound(result);
        setProblem(null);
      },
      (error) => {
        if (!stopping.signal.aborted && error instanceof ApiError) setProblem(error.message);
      },
    );
    return () => stopping.abort();
  }, [words]);
  const families = found === null ? [] : found.families.nodes.filter(({ slug }) => !taken.families.includes(slug));
  const models = found === null ? [] : found.models.nodes.filter(({ slug }) => !taken.models.includes(slug));
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
      <FoundList
        title="Families"
        items={families.map(({ slug, name }) => ({ slug, name, aside: null }))}
        onPick={(slug) => onAdd('family', slug)}
      />
      <FoundList
        title="Models"
        items={models.map(({ slug, name, family, blockCount }) => ({ slug, name, aside: `${family.name}, ${blockCount} blocks` }))}
        onPick={(slug) => onAdd('model', slug)}
      />
      {found && families.length + models.length === 0 && <p className={menu.heading}>Nothing else matches.</p>}
    </>
  );
}

interface FoundListProps {
  readonly title: string;
  readonly items: readonly { readonly slug: string; readonly name: string; readonly aside: string | null }[];
  readonly onPick: (slug: string) => void;
}

function FoundList({ title, items, onPick }: FoundListProps): ReactNode {
  if (items.length === 0) return null;
  return (
    <>
      <p className={menu.heading}>{title}</p>
      <ul aria-label={title}>
        {items.map(({ slug, name, aside }) => (
          <li key={slug}>
            <button type="button" className={menu.item} onClick={() => onPick(slug)}>
              {name}
              {aside && <span className={menu.aside}>{aside}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
