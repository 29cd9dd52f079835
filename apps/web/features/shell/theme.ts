/** How the page is coloured: as the system asks, or as the visitor chose. */
export type Theme = 'system' | 'light' | 'dark';

export const THEME_COOKIE = 'lamina-theme';

/** The theme named by a cookie's value; anything else means "as the system". */
export function parseTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
