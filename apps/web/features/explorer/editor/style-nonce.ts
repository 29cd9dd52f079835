/**
 * Monaco creates style elements at run time. The page's policy accepts only elements with the page's nonce, which a trusted script may pass on. Every
 * style element created from now on gets the nonce.
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
