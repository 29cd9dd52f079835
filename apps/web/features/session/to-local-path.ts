/** A path of this site to go on to, or the front page for an address that would lead elsewhere (`//evil.test`, `https:…`). */
export function toLocalPath(text: string | null | undefined): string {
  const base = 'http://local.invalid';
  if (!text?.startsWith('/') || !URL.canParse(text, base)) return '/';
  const url = new URL(text, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : '/';
}
