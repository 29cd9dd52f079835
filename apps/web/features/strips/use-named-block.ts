import { useSyncExternalStore } from 'react';

/** The block that the address names: `#block-17` → 17; null without one. */
export function useNamedBlock(): number | null {
  const hash = useSyncExternalStore(subscribe, getHash, getNoHash);
  const [, digits] = /^#block-(\d+)$/.exec(hash) ?? [];
  return digits === undefined ? null : Number(digits);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

function getHash(): string {
  return window.location.hash;
}

/** Servers do not receive it. */
function getNoHash(): string {
  return '';
}
