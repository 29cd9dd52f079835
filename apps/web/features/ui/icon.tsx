import type { ReactNode } from 'react';

const PATHS = {
  chart: 'M2.5 13.5h11M4.5 11V7M8 11V3M11.5 11V5.5',
  check: 'M3 8.5l3.2 3L13 4.5',
  chevron: 'M4 6.25l4 4 4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  down: 'M8 3.5v9M4.5 9L8 12.5 11.5 9',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10',
  filter: 'M2.5 3.5h11L9.3 8.6v4.4l-2.6-1.4v-3z',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9',
  pin: 'M9.5 2.5l4 4-2.2.6-2.4 2.4-.4 2.9-4.9-4.9 2.9-.4 2.4-2.4zM6 10l-3.5 3.5',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9zM10.3 10.3L13.5 13.5',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  up: 'M8 12.5v-9M4.5 7L8 3.5 11.5 7',
} as const;

export type IconName = keyof typeof PATHS;

/** A 16-pixel line icon; the meaning is in the text next to it, or in the button's name. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
      <path d={PATHS[name]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
