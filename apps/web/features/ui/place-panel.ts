const MARGIN = 8;

/** Positions an open panel below its anchor, or above it if there is no room, and inside the window. */
export function placePanel(panel: HTMLElement, anchor: DOMRect): void {
  const left = Math.min(anchor.left, document.documentElement.clientWidth - panel.offsetWidth - MARGIN);
  const below = anchor.bottom + 4;
  const above = anchor.top - 4 - panel.offsetHeight;
  panel.style.left = `${Math.max(left, MARGIN)}px`;
  panel.style.top = `${below + panel.offsetHeight > window.innerHeight && above > MARGIN ? above : below}px`;
}
