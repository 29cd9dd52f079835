/** The pages of the header, in order. */
export const PAGES = [
  { href: '/models', label: 'Models' },
  { href: '/compare', label: 'Compare' },
  { href: '/findings', label: 'Findings' },
  { href: '/submit', label: 'Submit' },
  { href: '/jobs', label: 'Jobs' },
  { href: '/docs', label: 'Docs' },
] as const;

/** The pages of the footer, in order. */
export const FOOTER_PAGES = [
  { href: '/submit#register', label: 'Register a model' },
  { href: '/compare-runs', label: 'Compare two runs' },
  { href: '/benchmarks', label: 'Benchmarks' },
  { href: '/releases', label: 'Data releases' },
  { href: '/contribute', label: 'Contribute' },
] as const;
