/**
 * The address of a Markdown link on this site: files of docs/ become pages; URLs and anchors do not change. Null for files of the repository that
 * have no page, such as sources and decision records.
 */
export function toDocHref(href: string, fromPath: string): string | null {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return null;
  const base = new URL(`https://docs.invalid/docs/${fromPath}`);
  const { pathname, hash } = new URL(href, base);
  const page = /^\/docs\/((?!decisions\/).+)\.md$/.exec(pathname)?.[1];
  return page === undefined ? null : `/docs/${page}${hash}`;
}
