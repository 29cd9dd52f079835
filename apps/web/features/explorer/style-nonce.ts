/**
 * The editor makes style elements while it runs. The page's policy takes only those with the page's nonce, which a script that was let in may
 * hand on: every style element made from now on gets it.
 */
export function giveStylesTheNonce(document: Document): void {
  const nonce = document.querySelector<HTMLElement>('script[nonce], style[nonce]')?.nonce;
  const create: Document['createElement'] = document.createElement.bind(document);
  if (!nonce) return;
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as Document['createElement'];
}
