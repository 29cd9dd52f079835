/** The pages of the header, in order. */
export const PAGES = [
  { href: '/', label: 'Leaderboard' },
  { href: '/jobs', label: 'Jobs' },
] as const;
