import { useSyncExternalStore } from 'react';

/** The theme that the visitor chose; null while the page follows the system. */
export function useChosenTheme(): 'light' | 'dark' | null {
  return useSyncExternalStore(watch, read, () => null);
}

function read(): 'light' | 'dark' | null {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : null;
}

function watch(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
