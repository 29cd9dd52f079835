/** A path of this site; the front page for an address that would lead to another site (`//evil.test`, `https:…`). */
export function toLocalPath(text: string | null | undefined): string {
  const base = 'http://local.invalid';
  if (!text?.startsWith('/') || !URL.canParse(text, base)) return '/';
  const url = new URL(text, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : '/';
}
