'use client';

import { type ReactNode, type ToggleEvent, useId, useRef } from 'react';
import styles from './explain.module.css';
import { placePanel } from './place-panel.ts';
import { TERMS, type TermName } from './terms.ts';

/** A small button that explains a technical term. The browser closes the panel on Escape and on clicks outside. */
export function Explain({ term }: { readonly term: TermName }): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const place = (event: ToggleEvent<HTMLSpanElement>) => {
    const anchor = button.current?.getBoundingClientRect();
    if (event.newState === 'open' && anchor) placePanel(event.currentTarget, anchor);
  };
  return (
    <>
      <button ref={button} type="button" className={styles.button} popoverTarget={id} aria-label={`What is “${term}”?`}>
        ?
      </button>
      <span id={id} popover="auto" role="note" className={styles.panel} onToggle={place} data-term={term}>
        <strong>{term}</strong> {TERMS[term]}
      </span>
    </>
  );
}
