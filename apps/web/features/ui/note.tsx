'use client';

import { type ReactNode, type ToggleEvent, useId, useRef } from 'react';
import styles from './note.module.css';
import { placePanel } from './place-panel.ts';

export interface NoteProps {
  /** Accessible name of the button. */
  readonly label: string;
  /** The technical term that the note explains. */
  readonly term?: string;
  readonly children: ReactNode;
}

/** A small button that opens a text. The browser closes the panel on Escape and on clicks outside. */
export function Note({ label, term, children }: NoteProps): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const place = (event: ToggleEvent<HTMLSpanElement>) => {
    const anchor = button.current?.getBoundingClientRect();
    if (event.newState === 'open' && anchor) placePanel(event.currentTarget, anchor);
  };
  return (
    <>
      <button ref={button} type="button" className={styles.button} popoverTarget={id} aria-label={label}>
        ?
      </button>
      <span id={id} popover="auto" role="note" className={styles.panel} onToggle={place} data-term={term}>
        {children}
      </span>
    </>
  );
}
