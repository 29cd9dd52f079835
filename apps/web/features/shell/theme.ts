/** Theme of the page: that of the system, or the visitor's choice. */
export type Theme = 'system' | 'light' | 'dark';

export const THEME_COOKIE = 'lamina-theme';

/** The theme in a cookie's value; anything else means the system's theme. */
export function parseTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
