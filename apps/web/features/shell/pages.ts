/** The pages of the header, in order. */
export const PAGES = [
  { href: '/', label: 'Leaderboard' },
  { href: '/compare', label: 'Compare' },
  { href: '/explore', label: 'Explore' },
  { href: '/papers', label: 'Papers' },
  { href: '/jobs', label: 'Jobs' },
  { href: '/api-explorer', label: 'API' },
  { href: '/docs', label: 'Docs' },
] as const;
