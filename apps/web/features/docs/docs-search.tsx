import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import styles from './docs.module.css';

/** The search field of the documentation: a plain form, so that it works before any script is loaded. */
export function DocsSearch({ text = '' }: { readonly text?: string }): ReactNode {
  return (
    <form action="/docs" className={styles.search}>
      <label className={control.field}>
        Search the documentation
        <input className={control.input} type="search" name="q" defaultValue={text} placeholder="retention, lane, GGUF …" />
      </label>
    </form>
  );
}
